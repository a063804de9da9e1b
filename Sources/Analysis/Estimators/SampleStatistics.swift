/// Mean, spread and order statistics of a few values; plain loops, because they run per cell and round.
package enum SampleStatistics {
  package static func mean(_ values: [Double]) -> Double {
    var sum = 0.0
    for value in values { sum += value }
    return sum / Double(values.count)
  }

  /// Sum of squared deviations from the mean.
  package static func squaredDeviations(_ values: [Double]) -> Double {
    let center = mean(values)
    var sum = 0.0
    for value in values { sum += (value - center) * (value - center) }
    return sum
  }

  /// With n - 1; nil below two values.
  package static func standardDeviation(_ values: [Double]) -> Double? {
    guard values.count >= 2 else { return nil }
    return (squaredDeviations(values) / Double(values.count - 1)).squareRoot()
  }

  /// Nil for no values.
  package static func median(_ values: [Double]) -> Double? {
    values.isEmpty ? nil : median(sorted: values.sorted())
  }

  /// The values must be ascending and at least one.
  package static func median(sorted: [Double]) -> Double {
    let half = sorted.count / 2
    return sorted.count % 2 == 1 ? sorted[half] : 0.5 * (sorted[half - 1] + sorted[half])
  }

  /// Median absolute deviation from the median, not scaled; nil for no values.
  package static func medianAbsoluteDeviation(_ values: [Double]) -> Double? {
    guard let center = median(values) else { return nil }
    return median(values.map { abs($0 - center) })
  }

  /// Factor that makes the median absolute deviation estimate sigma for normal values: 1 / quantile(0.75).
  package static let normalConsistency = 1.482602218505602
}
