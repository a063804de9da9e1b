import Records

/// The cells of a sweep by one measure, with flags corrected over all of them.
package enum CellEstimates {
  /// In the order of the table; cells without a value are left out.
  ///
  /// - Parameter stoppedByPrecision: cells whose rounds were added until their interval was narrow enough.
  package static func estimates(
    _ table: SampleTable, _ measure: Figure, stoppedByPrecision: Set<Cell> = []
  ) -> [CellEstimate] {
    let estimates = table.cells.concurrentMap { cell in
      CellEstimate(
        cell: cell, measure: measure, series: table.series(measure, cell),
        windowTrends: table.windowTrends(cell), stoppedByPrecision: stoppedByPrecision.contains(cell))
    }
    return flagged(estimates.compactMap(\.self))
  }

  /// Sets the flags: each kind is a family over the given cells.
  package static func flagged(_ estimates: [CellEstimate]) -> [CellEstimate] {
    var result = estimates
    for flag in CellFlag.allCases {
      let corrected = HolmCorrection.corrected(estimates.map { $0.probability(flag) })
      for index in result.indices where corrected[index] <= CellFlag.level {
        result[index].flags.append(flag)
      }
    }
    return result
  }
}
