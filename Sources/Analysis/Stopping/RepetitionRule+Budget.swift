import Records

extension RepetitionRule {
  /// The running cells without those that the rest of a budget cannot make precise, so that these do not use up the time
  /// of the others: they come again when the others are done.
  ///
  /// Those that need least by `PrecisionRule.roundsNeeded` come first, as many as there is time for. In the first third
  /// of a budget the forecasts are mostly luck, and all cells run. So they do where pairs are to be decided, which needs
  /// both cells of a pair.
  ///
  /// - Parameter samplesLeft: how many samples the budget still has time for.
  func withinReach(
    _ running: Set<Cell>, of cells: [Cell], _ table: SampleTable, samplesLeft: Int
  ) -> Set<Cell> {
    guard let precision, decision == nil else { return running }
    guard samplesLeft <= 2 * cells.reduce(0, { $0 + attempts($1, table) }) else { return running }
    let twinned = Set(cells.filter(isFollower).map(TwinCells.original))
    let needs = cells.filter(running.contains).map { cell in
      (cell, samples: need(cell, table, precision) * (twinned.contains(cell) ? 2 : 1))
    }
    var left = samplesLeft
    var chosen: Set<Cell> = []
    for (cell, samples) in needs.sorted(by: { $0.samples < $1.samples }) where samples <= left {
      left -= samples
      chosen.insert(cell)
    }
    return chosen.isEmpty ? running : chosen
  }

  /// Rounds that a cell still needs by the forecast; 0 where there is nothing to go by, so that it is found out.
  private func need(_ cell: Cell, _ table: SampleTable, _ precision: PrecisionRule) -> Int {
    precisionMeasures.map { measure in
      let series = table.series(measure, cell)
      guard case .notMet(let halfWidth?) = precision.status(series) else { return 0 }
      return max(1, precision.roundsNeeded(from: series.count, halfWidth) - series.count)
    }.max() ?? 0
  }
}
