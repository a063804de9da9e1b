import Records

/// `compare A B`: two sets of sweeps, cell by cell; unpaired, which its tables have to say.
package struct SweepComparison: Sendable {
  package let candidate: String
  package let baseline: String
  /// To be shown before any figure.
  package let environment: [EnvironmentDifference]
  package let rows: [Row]
  /// Cells of both sides without a ratio of goodput, because one side has no window that moved a byte.
  package let standing: [(cell: Cell, stalled: StalledWindows)]
  /// Cells that only one side has.
  package let onlyCandidate: [Cell]
  package let onlyBaseline: [Cell]
  /// Why there is no verdict at all: `2 sweeps of the 3 a side ...`; nil when there may be some.
  package let noVerdictReason: String?

  package struct Row: Sendable {
    package let cell: Cell
    package let measure: Figure
    package let ratio: UnpairedRatio
    package let verdict: Verdict
    /// After Holm's correction over the cells of the measure.
    package let corrected: Double
    /// Windows that moved no byte and have no part in the ratio. A verdict in favour of the side with more is withheld.
    package let stalled: StalledWindows
  }

  /// - Parameter margin: of equivalence.
  package init(
    candidate: SweepSide, baseline: SweepSide,
    measures: [Figure] = [Figures.goodput, Figures.senderCost],
    margin: Double = 0.05
  ) {
    self.candidate = candidate.name
    self.baseline = baseline.name
    environment = EnvironmentDifference.differences(candidate: candidate.hosts, baseline: baseline.hosts)
    let left = SweepComparison.cells(candidate)
    let right = SweepComparison.cells(baseline)
    let rightSet = Set(right)
    let leftSet = Set(left)
    onlyCandidate = left.filter { !rightSet.contains($0) }
    onlyBaseline = right.filter { !leftSet.contains($0) }
    let shared = left.filter(rightSet.contains)
    rows = measures.flatMap { SweepComparison.rows(candidate, baseline, shared, $0, margin) }
    let compared = Set(rows.filter { $0.measure == Figures.goodput }.map(\.cell))
    standing = shared.filter { !compared.contains($0) }
      .map { ($0, SweepComparison.stalled(candidate, baseline, $0)) }.filter { !$0.1.isEmpty }
    let fewest = min(candidate.sweeps.count, baseline.sweeps.count)
    noVerdictReason =
      fewest < UnpairedRatio.fewestSweeps
      ? "\(fewest) of the \(UnpairedRatio.fewestSweeps) sweeps a side that a verdict needs (sweep --repeat 3)"
      : nil
  }

  private static func cells(_ side: SweepSide) -> [Cell] {
    var known: Set<Cell> = []
    return side.sweeps.flatMap(\.cells).filter { !TwinCells.isTwin($0) && known.insert($0).inserted }
  }

  private static func rows(
    _ candidate: SweepSide, _ baseline: SweepSide, _ cells: [Cell], _ measure: Figure, _ margin: Double
  ) -> [Row] {
    let ratios = cells.compactMap { cell -> (Cell, UnpairedRatio)? in
      let ratio = UnpairedRatio(
        candidate: candidate.sweeps.map { $0.series(measure, cell) },
        baseline: baseline.sweeps.map { $0.series(measure, cell) })
      return ratio.map { (cell, $0) }
    }
    let corrected = HolmCorrection.corrected(ratios.map(\.1.probability))
    return zip(ratios, corrected).map { pair, corrected in
      let verdict = verdict(pair.1, corrected, measure, margin)
      let stalled = stalled(candidate, baseline, pair.0)
      return Row(
        cell: pair.0, measure: measure, ratio: pair.1,
        verdict: stalled.contradicts(verdict) ? .undecided : verdict, corrected: corrected, stalled: stalled)
    }
  }

  private static func stalled(_ candidate: SweepSide, _ baseline: SweepSide, _ cell: Cell) -> StalledWindows {
    StalledWindows(
      candidate: .init(candidate.sweeps, cell), baseline: .init(baseline.sweeps, cell))
  }

  private static func verdict(
    _ ratio: UnpairedRatio, _ corrected: Double, _ measure: Figure, _ margin: Double
  ) -> Verdict {
    guard let interval = ratio.interval else { return .undecided }
    if corrected <= PairComparisons.level {
      return (ratio.ratio > 1) == measure.higherIsBetter ? .better : .worse
    }
    return Verdict.isWithin(interval, margin: margin) ? .equivalent : .undecided
  }
}
