import Records

extension RepetitionRule {
  /// How far a sweep with a budget has come.
  package struct Pace: Sendable {
    /// Samples taken since it began.
    package var taken: Int
    /// Samples for which there is still time.
    package var left: Int

    package init(taken: Int, left: Int) {
      self.taken = taken
      self.left = left
    }
  }

  /// The running cells without those that the rest of a budget cannot make precise, so that these do not use up the time
  /// of the others: they come again when the others are done.
  ///
  /// Those that need least by `PrecisionRule.roundsNeeded` come first, as many as there is time for. In the first third
  /// of the samples the forecasts are mostly luck, and all cells run. So they do where pairs are to be decided, which
  /// needs both cells of a pair.
  func withinReach(_ running: Set<Cell>, of cells: [Cell], _ table: SampleTable, _ pace: Pace) -> Set<Cell> {
    guard let precision, decision == nil, pace.left <= 2 * pace.taken else { return running }
    let twinned = Set(cells.filter(isFollower).map(TwinCells.original))
    let needs = cells.filter(running.contains).map { cell in
      (cell, samples: need(cell, table, precision) * (twinned.contains(cell) ? 2 : 1))
    }
    var left = pace.left
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
