import Analysis
import Records

/// Crossovers that the data do not decide: one sentence a reason, however many series it holds for.
enum UndecidedCrossovers {
  private struct Open {
    let finding: CrossoverFinding
    let reason: String
    /// The one size at which a leader's lead is not decided; nil for other reasons.
    let openBytes: Int?
  }

  /// Reasons in the order in which they are met.
  static func sentences(
    _ input: ReportInput, _ findings: [CrossoverFinding], _ primitive: String
  ) -> [AnswerSentence] {
    let open = findings.compactMap { self.open($0, primitive, input.baseline) }
    var reasons: [String] = []
    for one in open where !reasons.contains(one.reason) { reasons.append(one.reason) }
    return reasons.map { reason in
      let group = open.filter { $0.reason == reason }
      let claims = group.flatMap { CrossoverSentences.pairClaims(input, $0.finding) }
      return .undecided(text(reason, group), claims)
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
        finding: finding,
        reason: "there are fewer than 3 rounds with a figure of both primitives at every size", openBytes: nil
      )
    }
    guard case .notResolvable(let why) = finding.answer else { return nil }
    let reason = why.reason(candidate: primitive, baseline: baseline)
    return Open(finding: finding, reason: reason, openBytes: why.openBytes)
  }

  private static func text(_ reason: String, _ group: [Open]) -> String {
    let exception = group.contains { $0.openBytes != nil } ? ", but they do not everywhere" : ""
    return "\(reason)\(exception) (\(series(group).joined(separator: "; ")))"
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
