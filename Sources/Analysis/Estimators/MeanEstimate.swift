/// A mean over rounds with its t interval: what log ratios and per-round model coefficients have in common.
///
/// Student's t rather than a percentile or BCa bootstrap, which covers only 0.90 to 0.93 at n = 10 to 20.
package struct MeanEstimate: Sendable, Equatable {
  package let mean: Double
  package let interval: Interval
  /// With n - 1.
  package let standardDeviation: Double
  package let count: Int
  /// Two-sided, for the hypothesis that the mean is 0.
  package let probability: Double
  package let method: IntervalMethod

  /// Nil below 3 values: two rounds give an interval that says nothing.
  ///
  /// Where successive values are significantly alike, the wider of the t and the block bootstrap interval stands.
  package init?(_ values: [Double], confidence: Double = 0.95) {
    let n = values.count
    guard n >= 3, let deviation = SampleStatistics.standardDeviation(values) else { return nil }
    let mean = SampleStatistics.mean(values)
    let degrees = Double(n - 1)
    let critical = StudentT.critical(level: 1 - confidence, degreesOfFreedom: degrees)
    let standardError = deviation / Double(n).squareRoot()
    var half = critical * standardError
    var method = IntervalMethod.studentT
    let autocorrelation = Autocorrelation(values)
    if autocorrelation.isSignificant,
      let blocks = BlockBootstrap.meanInterval(
        values, confidence: confidence, lagOne: autocorrelation.lagOne),
      blocks.halfWidth > half
    {
      half = blocks.halfWidth
      method = .blockBootstrap
    }
    self.mean = mean
    self.interval = Interval(lower: mean - half, upper: mean + half, confidence: confidence)
    self.standardDeviation = deviation
    self.count = n
    self.method = method
    // The same standard error as the interval's, so that interval and probability never disagree.
    let effective = half / critical
    self.probability =
      effective > 0
      ? StudentT.twoSided(mean / effective, degreesOfFreedom: degrees) : (mean == 0 ? 1 : 0)
  }

  /// Two-sided probability of a distance from the truth at least as large as `distance`.
  package func probability(at distance: Double) -> Double {
    let degrees = Double(count - 1)
    let critical = StudentT.critical(level: 1 - interval.confidence, degreesOfFreedom: degrees)
    let standardError = interval.halfWidth / critical
    guard standardError > 0 else { return distance == 0 ? 1 : 0 }
    return StudentT.twoSided(distance / standardError, degreesOfFreedom: degrees)
  }

  /// The same estimate in another unit; `factor` > 0.
  package func scaled(by factor: Double) -> MeanEstimate {
    MeanEstimate(
      mean: mean * factor,
      interval: Interval(
        lower: interval.lower * factor, upper: interval.upper * factor, confidence: interval.confidence),
      standardDeviation: standardDeviation * factor, count: count, probability: probability, method: method)
  }

  private init(
    mean: Double, interval: Interval, standardDeviation: Double, count: Int, probability: Double,
    method: IntervalMethod
  ) {
    self.mean = mean
    self.interval = interval
    self.standardDeviation = standardDeviation
    self.count = count
    self.probability = probability
    self.method = method
  }
}
