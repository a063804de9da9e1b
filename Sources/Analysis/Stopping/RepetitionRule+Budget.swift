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
  ///
  /// - Parameter needs: further rounds by the forecast; a cell without one runs, so that it is found out.
  func withinReach(_ running: Set<Cell>, of cells: [Cell], needs: [Cell: Int], _ pace: Pace) -> Set<Cell> {
    guard precision != nil, decision == nil, pace.left <= 2 * pace.taken else { return running }
    let twinned = Set(cells.filter(isFollower).map(TwinCells.original))
    let samples = cells.filter(running.contains).map { cell in
      (cell, count: (needs[cell] ?? 0) * (twinned.contains(cell) ? 2 : 1))
    }
    var left = pace.left
    var chosen: Set<Cell> = []
    for (cell, count) in samples.sorted(by: { $0.count < $1.count }) where count <= left {
      left -= count
      chosen.insert(cell)
    }
    return chosen.isEmpty ? running : chosen
  }
}
