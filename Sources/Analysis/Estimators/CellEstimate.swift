import Records

/// What is known about one cell by one measure. Estimand: the median of its samples.
package struct CellEstimate: Sendable, Equatable {
  package static let estimand = ClaimEstimand.medianOfSamples

  package let cell: Cell
  package let measure: Measure
  /// Samples with a value.
  package let count: Int
  package let median: Double
  /// Nil with fewer samples than the confidence needs; `intervalReason` says so.
  package let interval: Interval?
  package let intervalReason: String?
  package let method: IntervalMethod
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
  /// - Parameter stoppedByPrecision: whether rounds were added until the interval was narrow enough; the interval
  ///   then has a higher nominal confidence (`MedianInterval.stoppedNominal`) and is still called 95 %.
  package init?(
    cell: Cell, measure: Measure, series: Series, windowTrends: Series = Series(),
    stoppedByPrecision: Bool = false
  ) {
    guard !series.values.isEmpty else { return nil }
    let sorted = series.values.sorted()
    self.cell = cell
    self.measure = measure
    count = sorted.count
    median = SampleStatistics.median(sorted: sorted)
    least = sorted[0]
    greatest = sorted[sorted.count - 1]
    // Ascending values are sorted again in no time, and the order makes no difference here.
    let deviation = SampleStatistics.medianAbsoluteDeviation(sorted) ?? 0
    relativeSpread = median == 0 ? 0 : SampleStatistics.normalConsistency * deviation / abs(median)
    autocorrelation = Autocorrelation(series.values)
    (interval, method) = CellEstimate.interval(series.values, sorted, autocorrelation, stoppedByPrecision)
    intervalReason =
      interval == nil
      ? "\(sorted.count) of the \(CellEstimate.fewest(stoppedByPrecision)) rounds a 95 % interval needs" : nil
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

  private static func nominal(_ stoppedByPrecision: Bool) -> Double {
    stoppedByPrecision ? MedianInterval.stoppedNominal : 0.95
  }

  private static func fewest(_ stoppedByPrecision: Bool) -> Int {
    MedianInterval.fewestValues(confidence: nominal(stoppedByPrecision))
  }

  private static func interval(
    _ values: [Double], _ sorted: [Double], _ autocorrelation: Autocorrelation, _ stoppedByPrecision: Bool
  ) -> (Interval?, IntervalMethod) {
    let nominal = nominal(stoppedByPrecision)
    guard var interval = MedianInterval.interval(sorted: sorted, confidence: nominal) else {
      return (nil, .orderStatistics)
    }
    interval.confidence = 0.95
    guard autocorrelation.isSignificant,
      let blocks = BlockBootstrap.medianInterval(values, confidence: nominal, lagOne: autocorrelation.lagOne),
      blocks.halfWidth > interval.halfWidth
    else { return (interval, .orderStatistics) }
    // Never narrower than if the rounds were independent, on either side.
    let lower = min(blocks.lower, interval.lower)
    let upper = max(blocks.upper, interval.upper)
    return (Interval(lower: lower, upper: upper), .blockBootstrap)
  }
}
