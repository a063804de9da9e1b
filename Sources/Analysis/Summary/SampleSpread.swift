/// Median and quartiles of a handful of samples.
package struct SampleSpread: Hashable, Sendable {
  package let median: Double
  package let lowerQuartile: Double
  package let upperQuartile: Double
  package let count: Int

  /// nil for no values. Quantiles interpolate linearly (type 7 of Hyndman & Fan 1996, the default of R and
  /// NumPy).
  package init?(_ values: [Double]) {
    guard !values.isEmpty else { return nil }
    let sorted = values.sorted()
    self.median = Self.quantile(0.5, sorted)
    self.lowerQuartile = Self.quantile(0.25, sorted)
    self.upperQuartile = Self.quantile(0.75, sorted)
    self.count = values.count
  }

  /// Interquartile range as a share of the median: says how far the middle half of the samples scatters,
  /// whatever a few outliers do. nil for fewer than 3 samples, which have no middle half, and for a median of
  /// 0.
  package var relativeInterquartileRange: Double? {
    guard count >= 3, median != 0 else { return nil }
    return (upperQuartile - lowerQuartile) / median
  }

  private static func quantile(_ share: Double, _ sorted: [Double]) -> Double {
    let position = share * Double(sorted.count - 1)
    let below = Int(position)
    let above = min(below + 1, sorted.count - 1)
    return sorted[below] + (position - Double(below)) * (sorted[above] - sorted[below])
  }
}
