import Analysis
import Records

/// Why a primitive that lends its pages lost on a link, in one line with the figures behind it; silent where the data do
/// not show it.
enum LossReason {
  /// Share of completion notifications from which a loss goes with "it was copied after all": as in answers.
  private static let most = EvidenceRules.copiedShare

  /// One line per lending primitive and link on which a cell of it got the verdict `worse`.
  static func lines(
    _ comparisons: [PairComparison], _ summary: SweepSummary, senders: [PrimitiveDescription]
  ) -> [String] {
    let lenders = senders.filter { $0.lends == .untilCompletion }.map(\.name)
    return lenders.flatMap { primitive in
      let lost = comparisons.filter {
        $0.verdict == .worse && $0.pair.candidate.primitive == primitive
      }
      var links: [String] = []
      for comparison in lost where !links.contains(comparison.pair.candidate.link) {
        links.append(comparison.pair.candidate.link)
      }
      return links.compactMap { link in
        line(primitive, link, lost.filter { $0.pair.candidate.link == link }, summary)
      }
    }
  }

  private static func line(
    _ primitive: String, _ link: String, _ lost: [PairComparison], _ summary: SweepSummary
  ) -> String? {
    let cells = Set(lost.map(\.pair.candidate))
    let shares = summary.cells.filter { cells.contains($0.cell) }.compactMap { $0.copied?.notifications }
    guard let least = shares.min(), least >= most else { return nil }
    var text =
      "Why \(primitive) lost over \(link) (\(cells.count) cells): at least \(Percent.text(least)) of its completion "
      + "notifications said that the kernel copied after all"
    let demand = lost.filter { $0.measure == Figures.senderCost }
    if let worst = demand.max(by: { $0.estimate.ratio < $1.estimate.ratio }) {
      let cell = worst.pair.candidate
      text +=
        "; pinning and completions came on top: the sender's CPU per byte was "
        + "\(NumberText.figure(worst.estimate.ratio)) [\(NumberText.figure(worst.interval.lower)), "
        + "\(NumberText.figure(worst.interval.upper))] times that of \(worst.pair.baseline.primitive) at "
        + "\(MessageSize(cell.messageBytes)) x \(cell.flows)"
    }
    return text
  }
}
