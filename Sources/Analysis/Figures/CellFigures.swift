import Records

/// Median and interval of every figure of every cell, or why there is none: what charts draw.
package struct CellFigures: Sendable {
  /// Places in the tables below.
  private let columns: [Figure: Int]
  private let rows: [Cell: Int]
  /// By row, then by column.
  private let estimates: [[MedianEstimate?]]
  private let reasons: [[String?]]

  /// Estimates every figure that a table holds, in the figure's unit; A/A twins are left out.
  ///
  /// - Parameter stoppedByPrecision: cells whose rounds were added until their interval was narrow enough.
  package init(_ table: SampleTable, stoppedByPrecision: Set<Cell> = []) {
    let cells = table.cells.filter { !TwinCells.isTwin($0) }
    let figures = table.figures
    columns = Dictionary(uniqueKeysWithValues: figures.enumerated().map { ($1, $0) })
    rows = Dictionary(uniqueKeysWithValues: cells.enumerated().map { ($1, $0) })
    estimates = cells.concurrentMap { cell in
      let isStopped = stoppedByPrecision.contains(cell)
      return figures.map { figure in
        MedianEstimate(
          table.series(figure, cell).values.map { $0 * figure.scale }, stoppedByPrecision: isStopped)
      }
    }
    reasons = cells.map { cell in figures.map { table.reason($0, cell) } }
  }

  /// Nil when no sample of the cell has a value; `reason` says why.
  package subscript(cell: Cell, figure: Figure) -> MedianEstimate? {
    guard let column = columns[figure], let row = rows[cell] else { return nil }
    return estimates[row][column]
  }

  /// Why a cell has no figure; nil when it has one.
  package func reason(_ cell: Cell, _ figure: Figure) -> String? {
    guard let column = columns[figure], let row = rows[cell] else { return "not recorded" }
    guard estimates[row][column] == nil else { return nil }
    return reasons[row][column] ?? "not recorded"
  }
}
