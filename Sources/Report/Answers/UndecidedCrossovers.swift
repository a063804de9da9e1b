import Analysis
import Records

/// Crossovers that the data do not decide: one sentence a reason, however many series it holds for.
enum UndecidedCrossovers {
  /// Why, without the size of an open end: what the series of one sentence have in common.
  private enum Reason: Hashable {
    case fewRounds, noDifference, noCommonRounds
    case openEnd(candidateLeads: Bool)
  }

  private struct Open {
    let finding: CrossoverFinding
    let reason: Reason
    let words: Prose
    /// The one size at which a leader's lead is not decided; nil for other reasons.
    let openBytes: Int?
  }

  /// Reasons in the order in which they are met.
  static func sentences(
    _ input: ReportInput, _ findings: [CrossoverFinding], _ primitive: String
  ) -> [AnswerSentence] {
    let open = findings.compactMap { self.open($0, primitive, input.baseline) }
    var reasons: [Reason] = []
    for one in open where !reasons.contains(one.reason) { reasons.append(one.reason) }
    return reasons.compactMap { reason in
      let group = open.filter { $0.reason == reason }
      let claims = group.flatMap { CrossoverSentences.pairClaims(input, $0.finding) }
      return group.first.map { .undecided(text($0.words, group), claims) }
    }
  }

  static func lacksRounds(_ finding: CrossoverFinding) -> Bool {
    finding.question.sizes.allSatisfy { $0.rounds.count < 3 }
  }

  private static func open(
    _ finding: CrossoverFinding, _ primitive: String, _ baseline: String
  ) -> Open? {
    guard !lacksRounds(finding) else {
      return Open(
        finding: finding, reason: .fewRounds,
        words: "there are fewer than 3 rounds with a figure of both primitives at every size", openBytes: nil)
    }
    guard case .notResolvable(let why) = finding.answer else { return nil }
    let reason: Reason =
      switch why {
      case .noDifference: .noDifference
      case .noCommonRounds: .noCommonRounds
      case .openEnd(let candidateLeads, _): .openEnd(candidateLeads: candidateLeads)
      }
    let words = why.reason(candidate: primitive, baseline: baseline)
    return Open(finding: finding, reason: reason, words: words, openBytes: why.openBytes)
  }

  private static func text(_ words: Prose, _ group: [Open]) -> Prose {
    let exception = group.contains { $0.openBytes != nil } ? ", but they do not everywhere" : ""
    return "\(words)\(exception) (\(series(group).joined(separator: "; ")))"
  }

  /// `by goodput with 1 and 4 flows over veth`, once for each measure, link and size.
  private static func series(_ group: [Open]) -> [String] {
    struct Series: Hashable {
      let measure: String
      /// With what else is unusual about the cells.
      let link: String
      let openBytes: Int?
    }
    var order: [Series] = []
    var flows: [Series: [Int]] = [:]
    for open in group {
      guard let cell = open.finding.question.pairs.first?.candidate else { continue }
      let series = Series(
        measure: open.finding.question.measure.label, link: cell.link + cell.departures,
        openBytes: open.openBytes)
      if flows[series] == nil { order.append(series) }
      // Builds of one primitive are one in these words.
      if flows[series]?.contains(cell.flows) != true { flows[series, default: []].append(cell.flows) }
    }
    return order.map { series in
      let numbers = flows[series] ?? []
      let words =
        numbers.count == 1 ? Words.flows(numbers[0]) : "\(Words.list(numbers.map { "\($0)" })) flows"
      let size = series.openBytes.map { "not at \(SizeText.text($0)) " } ?? ""
      return "\(size)by \(series.measure) with \(words) over \(series.link)"
    }
  }
}
