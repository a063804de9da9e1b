import Records

/// `--fail-on slower:5%`: when a comparison fails a build.
///
/// A cell fails only when its verdict survived correction and its whole interval lies beyond the allowed loss, so
/// that noise alone does not break a build.
package struct ComparisonGate: Hashable, Sendable {
  package var measure: Figure
  /// 0.05 for 5 %.
  package var allowedLoss: Double

  package static let kinds: [(name: String, measure: Figure)] = [
    ("slower", Figures.goodput),
    ("dearer", Figures.senderCost),
  ]

  /// Reads `slower:5%`; throws `UsageError` for anything else.
  package init(parsing text: String) throws(UsageError) {
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    let kind = ComparisonGate.kinds.first { $0.name == parts[0] }
    guard parts.count == 2, let kind, parts[1].hasSuffix("%"), let percent = Double(parts[1].dropLast()),
      percent >= 0, percent < 100
    else {
      throw .notAGate(text)
    }
    measure = kind.measure
    allowedLoss = percent / 100
  }

  package func isMissed(by comparison: SweepComparison) -> Bool {
    !failures(comparison).isEmpty || !stalls(comparison).isEmpty
  }

  /// The rows that fail, worst first.
  package func failures(_ comparison: SweepComparison) -> [SweepComparison.Row] {
    comparison.rows.filter(fails).sorted { loss($0.ratio.ratio) > loss($1.ratio.ratio) }
  }

  /// Cells of the candidate that stall more often, by more than the allowed loss: no ratio holds that. Empty for a gate on
  /// cost.
  package func stalls(_ comparison: SweepComparison) -> [(cell: Cell, stalled: StalledWindows)] {
    guard measure == Figures.goodput else { return [] }
    let rows = comparison.rows.filter { $0.measure == measure }.map { (cell: $0.cell, stalled: $0.stalled) }
    return (rows + comparison.standing).filter {
      $0.stalled.candidate.share - $0.stalled.baseline.share > allowedLoss
    }
  }

  private func fails(_ row: SweepComparison.Row) -> Bool {
    guard row.measure == measure, row.verdict == .worse, let interval = row.ratio.interval else {
      return false
    }
    return loss(measure.higherIsBetter ? interval.upper : interval.lower) > allowedLoss
  }

  /// How much worse a ratio is than 1: 0.05 for 5 % less goodput, or 5 % more CPU.
  private func loss(_ ratio: Double) -> Double { measure.higherIsBetter ? 1 - ratio : ratio - 1 }
}
