import Foundation
import Records

/// A comparison of two sets of sweeps as Markdown, for a pull request.
package enum ComparisonMarkdown {
  /// What differs between the hosts first, then one row per cell and measure; failures of the gate are marked.
  package static func text(_ comparison: SweepComparison, gate: ComparisonGate? = nil) -> String {
    var lines = ["### \(escaped(comparison.candidate)) against \(escaped(comparison.baseline))", ""]
    lines.append("Unpaired: the sweeps were made at different times.")
    if let reason = comparison.noVerdictReason { lines.append("**No verdicts:** \(escaped(reason)).") }
    lines += environment(comparison.environment)
    let failures = Set((gate?.failures(comparison) ?? []).map { Key(cell: $0.cell, measure: $0.measure) })
    lines += ["", "| cell | measure | ratio | 95 % interval | verdict |", "|---|---|--:|--:|---|"]
    for row in comparison.rows {
      let interval = row.ratio.interval.map { "\(digits($0.lower)) to \(digits($0.upper))" } ?? ""
      let mark =
        failures.contains(Key(cell: row.cell, measure: row.measure)) ? "**fails**" : row.verdict.rawValue
      let cells = [
        escaped("\(row.cell)"), escaped(row.measure.label), digits(row.ratio.ratio), interval, mark,
      ]
      lines.append("| \(cells.joined(separator: " | ")) |")
    }
    for stall in gate?.stalls(comparison) ?? [] {
      lines.append("\n**Fails:** \(escaped("\(stall.cell)")): \(stall.stalled)")
    }
    for row in comparison.rows where !row.stalled.isEmpty && row.measure == Figures.goodput {
      lines.append("\nStalled: \(escaped("\(row.cell)")): \(row.stalled)")
    }
    for (cell, stalled) in comparison.standing {
      lines.append("\nNo ratio: \(escaped("\(cell)")): \(stalled)")
    }
    for cell in comparison.onlyCandidate {
      lines.append("\nOnly in \(comparison.candidate): \(escaped("\(cell)"))")
    }
    for cell in comparison.onlyBaseline {
      lines.append("\nOnly in \(comparison.baseline): \(escaped("\(cell)"))")
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private struct Key: Hashable {
    var cell: Cell
    var measure: Figure
  }

  private static func environment(_ differences: [EnvironmentDifference]) -> [String] {
    guard !differences.isEmpty else { return [] }
    let rows = differences.map { difference in
      let cells = [
        difference.fact, difference.candidate.joined(separator: ", ").rendered,
        difference.baseline.joined(separator: ", ").rendered,
      ]
      return "| \(cells.map(escaped).joined(separator: " | ")) |"
    }
    return ["", "The hosts differ:", "", "| fact | candidate | baseline |", "|---|---|---|"] + rows
  }

  private static func digits(_ ratio: Double) -> String {
    guard abs(ratio) < 0x1p43 else { return ratio.description }
    let thousandths = Int((1000 * ratio).rounded())
    let fraction = String(thousandths % 1000)
    return "\(thousandths / 1000).\(String(repeating: "0", count: 3 - fraction.count))\(fraction)"
  }

  /// Bars would end a table cell.
  private static func escaped(_ text: String) -> String { text.replacingOccurrences(of: "|", with: "\\|") }
}
