import Analysis
import Records

/// Ratios of two cells of one block: paired ones with intervals where the sweep compared them, else of medians.
struct SizeRatios {
  struct Ratio {
    let ratio: Double
    /// Nil for a ratio of medians.
    let interval: Interval?
    let count: Int
  }

  private struct Key: Hashable {
    var candidate: Cell
    var baseline: Cell
    var quantity: Figure
  }

  private let figures: CellFigures
  private var paired: [Key: PairComparison] = [:]

  init(_ input: ReportInput) {
    figures = input.figures
    for comparison in input.findings.comparisons {
      let key = Key(
        candidate: comparison.pair.candidate, baseline: comparison.pair.baseline,
        quantity: comparison.measure)
      paired[key] = comparison
    }
  }

  /// The comparison of two cells, and whether its candidate is the second of them.
  func comparison(_ cell: Cell, _ base: Cell, _ quantity: Figure) -> (PairComparison, isReversed: Bool)? {
    if let found = paired[Key(candidate: cell, baseline: base, quantity: quantity)] { return (found, false) }
    return paired[Key(candidate: base, baseline: cell, quantity: quantity)].map { ($0, true) }
  }

  /// Nil when a figure is missing, or 0 where it would be divided by.
  func ratio(_ cell: Cell, _ base: Cell, _ quantity: Figure) -> Ratio? {
    if let (found, isReversed) = comparison(cell, base, quantity) {
      let ratio = found.estimate.ratio
      guard isReversed else {
        return Ratio(ratio: ratio, interval: found.interval, count: found.estimate.count)
      }
      let interval = Interval(lower: 1 / found.interval.upper, upper: 1 / found.interval.lower)
      return Ratio(ratio: 1 / ratio, interval: interval, count: found.estimate.count)
    }
    guard let own = figures[cell, quantity], let other = figures[base, quantity], other.median > 0,
      own.median > 0
    else { return nil }
    return Ratio(ratio: own.median / other.median, interval: nil, count: min(own.count, other.count))
  }
}

extension ChartScene {
  /// The cell a cell is compared with: the reference in its block; nil for the reference itself and where there is none.
  func baseline(of cell: Cell, _ reference: ClaimSubject) -> Cell? {
    var base = cell
    base.primitive = reference.primitive
    base.variant = reference.variant
    guard base != cell, cells.contains(base) else { return nil }
    return base
  }
}
