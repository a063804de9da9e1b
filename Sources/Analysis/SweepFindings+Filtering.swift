import Records

extension SweepFindings {
  /// What concerns some cells alone; claims and advice stay those of all.
  package func filtered(_ shows: (Cell) -> Bool) -> SweepFindings {
    SweepFindings(
      cells: cells.map { $0.filter { shows($0.cell) } }, measures: measures, floors: floors,
      comparisons: comparisons.filter { shows($0.pair.candidate) },
      crossovers: crossovers.filter { $0.question.pairs.first.map { shows($0.candidate) } ?? false },
      models: models.filter { $0.cells.first.map(shows) ?? false }, claims: claims, advice: advice)
  }
}
