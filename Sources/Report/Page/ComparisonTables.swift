import Analysis
import Records

/// An unpaired comparison of sweeps for a report: what differs between the hosts first, then the changes.
package enum ComparisonTables {
  package static func contents(_ comparison: SweepComparison) -> ReportContents.Comparison {
    ReportContents.Comparison(
      title: "Comparison of the candidate with the baseline",
      tables: [environment(comparison), changes(comparison)].filter { !$0.isEmpty || !$0.notes.isEmpty })
  }

  private static func environment(_ comparison: SweepComparison) -> PageTable {
    PageTable(
      "Where the hosts differ",
      columns: [
        .init("fact", isText: true), .init("candidate", isText: true), .init("baseline", isText: true),
      ],
      rows: comparison.environment.map {
        [
          $0.fact, $0.candidate.joined(separator: " | ").rendered,
          $0.baseline.joined(separator: " | ").rendered,
        ]
      },
      notes: comparison.environment.isEmpty ? ["The recorded facts of both sides agree."] : [])
  }

  private static func changes(_ comparison: SweepComparison) -> PageTable {
    var notes = [
      "Candidate: \(comparison.candidate). Baseline: \(comparison.baseline). Unpaired: the sweeps were made at different times."
    ]
    if let reason = comparison.noVerdictReason { notes.append("No verdict: \(reason).") }
    let sides = [("candidate", comparison.onlyCandidate), ("baseline", comparison.onlyBaseline)]
    for (side, cells) in sides where !cells.isEmpty {
      notes.append("Only in the \(side): \(cells.map(\.description).joined(separator: "; ")).")
    }
    notes += comparison.rows.filter { !$0.stalled.isEmpty && $0.measure == Figures.goodput }.map {
      "Stalled: \($0.cell): \($0.stalled); the change is that of the others, and no verdict favours the side with more."
    }
    notes += comparison.standing.map { "No ratio: \($0.cell): \($0.stalled)." }
    return PageTable(
      "Change from the baseline to the candidate, 95 % interval over sweeps",
      columns: [
        .init("cell", isText: true), .init("measure", isText: true), .init("change"), .init("sweeps"),
        .init("p Holm"), .init("verdict", isText: true),
      ],
      rows: comparison.rows.map { row in
        [
          "\(row.cell)", row.measure.label, change(row.ratio),
          "\(row.ratio.candidateSweeps)+\(row.ratio.baselineSweeps)",
          row.ratio.interval == nil ? "-" : NumberText.fixed(row.corrected, 3),
          row.ratio.interval == nil ? "none" : row.verdict.rawValue,
        ]
      }, notes: notes)
  }

  /// `+18.2% [14.1, 22.5]`, or the change alone where there are too few sweeps for an interval.
  private static func change(_ ratio: UnpairedRatio) -> String {
    let change = NumberText.signedPercent((ratio.ratio - 1) * 100)
    guard let interval = ratio.interval else { return change }
    return change + " [\(NumberText.fixed((interval.lower - 1) * 100, 1)), "
      + "\(NumberText.fixed((interval.upper - 1) * 100, 1))]"
  }
}
