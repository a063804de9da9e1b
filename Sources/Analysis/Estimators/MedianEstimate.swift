import Records

/// The median of one figure of one cell with its 95 % interval: tables, charts, claims and exports show this estimate
/// and never make another.
///
/// Estimand: the median of the cell's samples. Its interval is that of interpolated order statistics
/// (`MedianInterval`), and the wider block bootstrap interval where successive rounds resemble each other.
package struct MedianEstimate: Hashable, Sendable {
  package let median: Double
  /// Nil with fewer samples than the confidence needs; `samplesNeeded` says so.
  package let interval: Interval?
  package let method: IntervalMethod
  /// Samples with a value.
  package let count: Int
  /// Samples that the interval needs, where there are fewer; nil where there is an interval.
  package let samplesNeeded: Int?

  /// Why there is no interval; nil where there is one.
  package var intervalReason: String? {
    samplesNeeded.map { "\(count) of the \($0) rounds a 95 % interval needs" }
  }

  /// Nil without a value.
  ///
  /// - Parameters:
  ///   - values: one per round, in the order of the rounds.
  ///   - stoppedByPrecision: whether rounds were added until an interval was narrow enough; the interval then has a
  ///     higher nominal confidence (`MedianInterval.stoppedNominal`) and is still called 95 %.
  package init?(_ values: [Double], stoppedByPrecision: Bool) {
    guard !values.isEmpty else { return nil }
    self.init(
      values, sorted: values.sorted(), Autocorrelation(values), stoppedByPrecision: stoppedByPrecision)
  }

  /// - Parameters:
  ///   - values: at least one, in the order of the rounds.
  ///   - sorted: the same values, ascending.
  init(_ values: [Double], sorted: [Double], _ autocorrelation: Autocorrelation, stoppedByPrecision: Bool) {
    let nominal = stoppedByPrecision ? MedianInterval.stoppedNominal : 0.95
    count = sorted.count
    median = SampleStatistics.median(sorted: sorted)
    guard var rounds = MedianInterval.interval(sorted: sorted, confidence: nominal) else {
      (interval, method) = (nil, .orderStatistics)
      samplesNeeded = MedianInterval.fewestValues(confidence: nominal)
      return
    }
    samplesNeeded = nil
    rounds.confidence = 0.95
    guard autocorrelation.isSignificant,
      let blocks = BlockBootstrap.medianInterval(values, confidence: nominal, lagOne: autocorrelation.lagOne),
      blocks.halfWidth > rounds.halfWidth
    else {
      (interval, method) = (rounds, .orderStatistics)
      return
    }
    // Never narrower than if the rounds were independent, on either side.
    interval = Interval(
      lower: min(blocks.lower, rounds.lower), upper: max(blocks.upper, rounds.upper))
    method = .blockBootstrap
  }
}

extension Plan {
  /// Cells whose rounds were added until their interval was narrow enough, so that its nominal confidence is higher.
  package var cellsStoppedByPrecision: Set<Cell> {
    repetition.precision == nil ? [] : Set(allCells)
  }
}
