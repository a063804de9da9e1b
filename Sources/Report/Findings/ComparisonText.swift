import Analysis
import Records

/// An unpaired comparison of two sets of sweeps: what differs between the hosts first, then the figures.
package struct ComparisonText {
  private let comparison: SweepComparison
  private let failures: [SweepComparison.Row]
  private let stalls: [(cell: Cell, stalled: StalledWindows)]

  /// - Parameter gate: the rows that miss it are named, worst first, then the cells that stall.
  package init(_ comparison: SweepComparison, gate: ComparisonGate? = nil) {
    self.comparison = comparison
    failures = gate?.failures(comparison) ?? []
    stalls = gate?.stalls(comparison) ?? []
  }

  package func text(width: Int = 120) -> String {
    var lines = [
      "\(comparison.candidate) against \(comparison.baseline) (unpaired: sweeps made at different times)", "",
    ]
    lines += environment + [""]
    if let reason = comparison.noVerdictReason { lines += ["No verdict: \(reason).", ""] }
    lines += TextTable.lines(columns, width: width)
    lines += missing
    lines += comparison.rows.filter { !$0.stalled.isEmpty && $0.measure == Figures.goodput }.map {
      "stalled: \($0.cell): \($0.stalled); the change is that of the others, and no verdict favours the side with more"
    }
    lines += comparison.standing.map { "no ratio: \($0.cell): \($0.stalled)" }
    lines += failures.map { "gate missed: \($0.cell), \($0.measure.label): \(change($0))" }
    lines += stalls.map { "gate missed: \($0.cell): \($0.stalled)" }
    return lines.joined(separator: "\n") + "\n"
  }

  private var environment: [String] {
    guard !comparison.environment.isEmpty else { return ["The recorded facts of both sides agree."] }
    return comparison.environment.map {
      let (candidate, baseline) = (
        $0.candidate.joined(separator: " | "), $0.baseline.joined(separator: " | ")
      )
      return "differs: \($0.fact): \(candidate.rendered) against \(baseline.rendered)"
    }
  }

  private var missing: [String] {
    let sides = [
      (comparison.candidate, comparison.onlyCandidate), (comparison.baseline, comparison.onlyBaseline),
    ]
    return sides.filter { !$0.1.isEmpty }.map {
      "only in \($0.0): \($0.1.map(\.description).joined(separator: "; "))"
    }
  }

  private var columns: [TextColumn] {
    func column(_ name: String, isText: Bool = false, _ text: (SweepComparison.Row) -> String) -> TextColumn {
      TextColumn("", name, isText: isText, comparison.rows.map(text))
    }
    return [
      column("cell", isText: true) { "\($0.cell)" },
      column("measure", isText: true) { $0.measure.label },
      column("change", change),
      column("sweeps") { "\($0.ratio.candidateSweeps)+\($0.ratio.baselineSweeps)" },
      column("Holm") { $0.ratio.interval == nil ? "-" : NumberText.fixed($0.corrected, 3) },
      column("verdict", isText: true) { $0.ratio.interval == nil ? "none" : $0.verdict.rawValue },
    ]
  }

  /// `+18.2% [14.1, 22.5]`, or the change alone where there are too few sweeps for an interval.
  private func change(_ row: SweepComparison.Row) -> String {
    let change = NumberText.signedPercent((row.ratio.ratio - 1) * 100)
    guard let interval = row.ratio.interval else { return change }
    return change + " [\(NumberText.fixed((interval.lower - 1) * 100, 1)), "
      + "\(NumberText.fixed((interval.upper - 1) * 100, 1))]"
  }
}
