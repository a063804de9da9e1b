import Records

/// What is known about one cell by one measure. Estimand: the median of its samples.
package struct CellEstimate: Sendable, Equatable {
  package static let estimand = ClaimEstimand.medianOfSamples

  package let cell: Cell
  package let measure: Figure
  /// What is shown of the cell by this measure.
  package let estimate: MedianEstimate
  /// 1.4826 x median absolute deviation / median.
  package let relativeSpread: Double
  package let least: Double
  package let greatest: Double
  package let drift: Drift
  package let bimodality: Bimodality
  package let autocorrelation: Autocorrelation
  package let outliers: Outliers
  /// Rounds of the values marked as outliers.
  package let outlierRounds: [Int]
  /// Mean over rounds of the relative change inside the windows; nil with fewer than 3 windows.
  package let windowTrend: MeanEstimate?
  /// Flags that hold after correction over the cells of the sweep; empty until `CellEstimates` has set them.
  package internal(set) var flags: [CellFlag] = []

  /// Nil for a series without values.
  ///
  /// - Parameter stoppedByPrecision: whether rounds were added until the interval was narrow enough.
  package init?(
    cell: Cell, measure: Figure, series: Series, windowTrends: Series = Series(),
    stoppedByPrecision: Bool = false
  ) {
    guard !series.values.isEmpty else { return nil }
    let sorted = series.values.sorted()
    self.cell = cell
    self.measure = measure
    autocorrelation = Autocorrelation(series.values)
    estimate = MedianEstimate(
      series.values, sorted: sorted, autocorrelation, stoppedByPrecision: stoppedByPrecision)
    let median = estimate.median
    least = sorted[0]
    greatest = sorted[sorted.count - 1]
    // Ascending values are sorted again in no time, and the order makes no difference here.
    let deviation = SampleStatistics.medianAbsoluteDeviation(sorted) ?? 0
    relativeSpread = median == 0 ? 0 : SampleStatistics.normalConsistency * deviation / abs(median)
    drift = Drift(series)
    bimodality = Bimodality(sorted)
    outliers = Outliers(series.values, center: median, deviation: deviation)
    outlierRounds = outliers.positions.map { series.rounds[$0] }
    windowTrend = MeanEstimate(windowTrends.values)
  }

  /// Uncorrected probability of what a flag is about.
  package func probability(_ flag: CellFlag) -> Double {
    switch flag {
    case .drift: drift.probability
    case .bimodal: bimodality.probability
    case .autocorrelated: autocorrelation.probability
    case .outlying: outliers.probability
    case .unsteady: windowTrend?.probability ?? 1
    }
  }

  /// Samples with a value.
  package var count: Int { estimate.count }
  package var median: Double { estimate.median }
  package var interval: Interval? { estimate.interval }
  package var intervalReason: String? { estimate.intervalReason }
  package var method: IntervalMethod { estimate.method }
}
