import Analysis
import Records

/// What messages from memory beyond a cache cost the sender: indirect evidence of misses that nobody counted.
enum FootprintSentences {
  private static let measure = Figures.senderCost

  /// Empty where no primitive was measured with several footprints in 3 rounds together.
  static func sentences(_ input: ReportInput) -> [AnswerSentence] {
    let all = widest(FootprintSeries.series(among: input.cells))
    // One family of Holm's correction: every pair that is spoken of, once.
    var pairs: [CellPair] = []
    for pair in all.flatMap({ $0.againstSmallest + $0.steps }) where !pairs.contains(pair) {
      pairs.append(pair)
    }
    let comparisons = PairComparisons.compare(
      input.table, measure, pairs: pairs, floor: PairComparisons.floor(input.table, measure))
    let growth = all.flatMap(\.againstSmallest).compactMap { pair in
      comparisons.first { $0.pair == pair }.map { sentence(input, $0) }
    }
    return growth + steps(input, all, comparisons)
  }

  /// Of each primitive and build the series with the largest messages and the fewest flows; of those the first.
  private static func widest(_ all: [FootprintSeries]) -> [FootprintSeries] {
    var order: [ClaimSubject] = []
    var best: [ClaimSubject: FootprintSeries] = [:]
    for series in all {
      let subject = ClaimSubject(series.cells[0])
      guard let other = best[subject] else {
        order.append(subject)
        best[subject] = series
        continue
      }
      let (mine, theirs) = (series.cells[0], other.cells[0])
      if (mine.messageBytes, theirs.flows) > (theirs.messageBytes, mine.flows) { best[subject] = series }
    }
    return order.compactMap { best[$0] }
  }

  private static func sentence(_ input: ReportInput, _ comparison: PairComparison) -> AnswerSentence {
    let (cell, base) = (comparison.pair.candidate, comparison.pair.baseline)
    return .measured(
      "Indirect evidence, without a PMU: \(ClaimSubject(cell)) at \(place(cell)) costs \(change(comparison)) from "
        + "\(memory(cell))\(size(input, cell)) than from \(memory(base)) (n = \(comparison.estimate.count)); "
        + "verdict: \(verdict(comparison)).",
      PairClaims.claims([comparison], sweep: input.sweep.id))
  }

  // MARK: Who loses most

  private struct Step: Hashable {
    var larger: Int?
    var smaller: Int?
    var place: String
  }

  /// One sentence for each step from one footprint to the next that two primitives or more have in common.
  private static func steps(
    _ input: ReportInput, _ all: [FootprintSeries], _ comparisons: [PairComparison]
  ) -> [AnswerSentence] {
    var order: [Step] = []
    var groups: [Step: [PairComparison]] = [:]
    for pair in all.flatMap(\.steps) {
      guard let comparison = comparisons.first(where: { $0.pair == pair }) else { continue }
      let step = Step(
        larger: pair.candidate.options.footprintBytes, smaller: pair.baseline.options.footprintBytes,
        place: place(pair.candidate))
      if groups[step] == nil { order.append(step) }
      groups[step, default: []].append(comparison)
    }
    let sweep = input.sweep.id
    return order.compactMap { step in groups[step].flatMap { greatest(step.place, $0, sweep: sweep) } }
  }

  private static func greatest(
    _ place: String, _ group: [PairComparison], sweep: Int64
  ) -> AnswerSentence? {
    let sorted = group.sorted { $0.estimate.ratio > $1.estimate.ratio }
    guard sorted.count > 1 else { return nil }
    let first = sorted[0]
    let pair = first.pair
    let head = "From \(memory(pair.baseline)) to \(memory(pair.candidate)) at \(place)"
    let list = Words.list(sorted.map { "\(change($0)) with \(ClaimSubject($0.pair.candidate))" })
    let claims = PairClaims.claims(sorted, sweep: sweep)
    guard first.interval.lower > 1 else {
      return .derived("\(head) no primitive loses for certain: \(list).", claims)
    }
    return .derived(
      sorted.dropFirst().allSatisfy { first.interval.lower > $0.interval.upper }
        ? "\(head) \(ClaimSubject(pair.candidate)) loses most: \(list). CPU per byte holds every wait for memory, that "
          + "for address translation too."
        : "\(head) the intervals overlap, so that no primitive loses most for certain: \(list).", claims)
  }

  // MARK: Words

  private static func place(_ cell: Cell) -> String {
    var hot = cell
    hot.options.footprintBytes = nil
    return Words.place(hot)
  }

  /// `18 % [14, 22] more sender CPU per byte`.
  private static func change(_ comparison: PairComparison) -> String {
    let (ratio, interval) = (comparison.estimate.ratio, comparison.interval)
    let isMore = ratio >= 1
    let limits = isMore ? (interval.lower - 1, interval.upper - 1) : (1 - interval.upper, 1 - interval.lower)
    return "\(Percent.digits(abs(ratio - 1))) % [\(Percent.digits(limits.0)), \(Percent.digits(limits.1))] "
      + "\(isMore ? "more" : "less") \(comparison.measure.label)"
  }

  private static func verdict(_ comparison: PairComparison) -> String {
    comparison.withheld.map { "none, \($0.rawValue)" } ?? comparison.verdict.rawValue
  }

  /// `hot memory`, `64Mi of memory`.
  private static func memory(_ cell: Cell) -> String {
    cell.options.footprintBytes.map { "\(MessageSize($0)) of memory" } ?? "hot memory"
  }

  /// ` (twice the last-level cache)`; empty for hot memory, and where the cache is not known.
  private static func size(_ input: ReportInput, _ cell: Cell) -> String {
    guard let bytes = cell.options.footprintBytes, let cache = LastLevelCache(input.sweep.host)?.bytes else {
      return ""
    }
    let times = Double(bytes) / Double(cache)
    let words = times == 0.5 ? "half of" : times == 2 ? "twice" : "\(Words.short(times)) times"
    return " (\(words) the last-level cache)"
  }
}
