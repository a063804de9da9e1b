import Analysis
import Records

/// What the sentences of the front page count.
package struct SweepCounts: Codable, Hashable, Sendable {
  /// Without A/A twins, like all others.
  package var cells: Int
  /// Those that count.
  package var samples: Int
  /// Samples that failed.
  package var lost: Int
  /// Cells with too few rounds for an interval of their goodput.
  package var cellsWithoutInterval: Int
  /// Nil where neither a precision nor a decision was asked for.
  package var target: Target?

  /// How many cells reached what was asked for; A/A twins are not asked.
  package struct Target: Codable, Hashable, Sendable {
    package var met: Int
    package var of: Int
  }

  init(_ input: ReportInput) {
    let summaries = input.summary.cells
    cells = summaries.count
    samples = summaries.map(\.samples).reduce(0, +)
    lost = summaries.flatMap(\.failures).map(\.count).reduce(0, +)
    cellsWithoutInterval = summaries.count { Self.interval(input, $0.cell) == nil }
    let plan = input.sweep.plan
    guard plan.repetition.endsByItself else { return }
    let statuses = RepetitionRule(plan).plan(cells: plan.allCells, input.table, isBudgetSpent: true).statuses
    let met = statuses.count(where: \.isMet)
    target = Target(met: met, of: statuses.count)
  }

  /// Of a cell's goodput.
  static func interval(_ input: ReportInput, _ cell: Cell) -> (median: Double, interval: Interval)? {
    guard let figure = input.figures[cell, Figures.goodput], figure.median > 0,
      let interval = figure.interval
    else { return nil }
    return (figure.median, interval)
  }
}
