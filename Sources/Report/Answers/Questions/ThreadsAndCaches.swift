import Analysis
import Records

/// The same primitive and size with the fewest and with the most flows.
enum ThreadsAndCaches {
  static func sentences(_ input: ReportInput) -> [AnswerSentence] {
    let pairs = series(input)
    guard !pairs.isEmpty else {
      let flows = Set(input.cells.map(\.flows)).sorted().map { "\($0)" }
      return [
        .undecided(
          flows.isEmpty
            ? "nothing was measured" : "only one number of flows was measured (\(Words.list(flows)))")
      ]
    }
    let misses = pairs.flatMap { pair in
      [Figures.l1Misses[0], Figures.llcMisses[0]].compactMap { sentence(input, pair, $0) }
    }
    let costs = pairs.compactMap { sentence(input, $0, Figures.senderCost, remark: indirect) }
    let switches = pairs.compactMap { sentence(input, $0, Figures.contextSwitches[0]) }
    let open = AnswerSentence.undecided(
      "how much of a change with flows is cache contention needs cache misses "
        + "(\(input.missing(Figures.llcMisses[0], pairs[0].few.primitive)))")
    return misses + costs + switches + crowded(input, pairs) + (misses.isEmpty ? [open] : [])
  }

  private static let indirect =
    " Indirect evidence: CPU per byte holds waiting for caches, copying and the work of the scheduler alike."

  private struct Pair {
    var few: Cell
    var many: Cell
  }

  /// The largest size of each primitive and link with more than one number of flows.
  private static func series(_ input: ReportInput) -> [Pair] {
    var groups: [Cell: [Cell]] = [:]
    for primitive in Set(input.cells.map(\.primitive)) {
      for cell in input.cells(of: primitive) { groups[key(cell), default: []].append(cell) }
    }
    var seen: Set<[String]> = []
    return input.cells.sorted { $0.messageBytes > $1.messageBytes }.compactMap { cell in
      let group = groups[key(cell)] ?? []
      guard let few = group.min(by: { $0.flows < $1.flows }),
        let many = group.max(by: { $0.flows < $1.flows }),
        few.flows < many.flows, seen.insert([cell.primitive, cell.link]).inserted
      else { return nil }
      return Pair(few: few, many: many)
    }
  }

  /// What cells share that differ in flows and in the build only, and in pinning: with more flow threads than CPUs they
  /// are never pinned.
  private static func key(_ cell: Cell) -> Cell {
    var key = cell
    key.flows = 0
    key.variant = ""
    key.options.pinning = .none
    return key
  }

  /// `1 flow (pinning split)`: with the pinning where it differs between the two.
  private static func flows(_ cell: Cell, _ pair: Pair) -> String {
    let isSame = pair.few.options.pinning == pair.many.options.pinning
    return Words.flows(cell.flows) + (isSame ? "" : " (pinning \(cell.options.pinning.rawValue))")
  }

  private static func sentence(
    _ input: ReportInput, _ pair: Pair, _ quantity: Figure, remark: String = ""
  ) -> AnswerSentence? {
    guard let few = input.claim(quantity, pair.few), let many = input.claim(quantity, pair.many) else {
      return nil
    }
    let isApart = FigureSentence.isApart(few, many)
    let change = many.estimate.value > few.estimate.value ? "it rises" : "it falls"
    return .measured(
      "\(ClaimSubject(pair.few)) at \(MessageSize(pair.few.messageBytes)) over \(pair.few.link)"
        + "\(Cell.departures(sharedBy: [pair.few, pair.many])): \(quantity.title) "
        + "\(Words.figure(few)) with \(flows(pair.few, pair)), \(Words.figure(many)) with "
        + "\(flows(pair.many, pair)): \(isApart ? change : "the intervals overlap").\(remark)",
      [few, many])
  }

  /// Once, of the first cell that has it: it is the same machine for all.
  private static func crowded(_ input: ReportInput, _ pairs: [Pair]) -> [AnswerSentence] {
    for pair in pairs {
      guard let trigger = EvidenceRules.moreFlowsThanCPUs.trigger(input, pair.many, nil) else { continue }
      return [
        .derived(
          "With \(Words.flows(pair.many.flows)) threads also wait for CPUs: \(trigger.text), so that such cells show "
            + "the scheduler as well as the caches.", trigger.claims)
      ]
    }
    return []
  }
}
