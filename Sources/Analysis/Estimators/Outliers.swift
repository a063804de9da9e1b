/// Values far from the rest: marked and kept, because nobody knows whether they are wrong.
package struct Outliers: Sendable, Equatable {
  /// Positions in the series whose modified z-score exceeds the limit.
  package let positions: [Int]
  /// Probability of so large a greatest deviation among normal values; 1 below 4 values or without spread.
  ///
  /// Grubbs' test (Technometrics 11, 1969) with its Bonferroni bound, which is exact for large deviations.
  package let probability: Double

  /// |0.6745 (x - median) / MAD| above which a value is marked (Iglewicz & Hoaglin 1993, section 3.3).
  package static let limit = 3.5

  /// - Parameters:
  ///   - center: median of the values.
  ///   - deviation: their median absolute deviation.
  init(_ values: [Double], center: Double, deviation: Double) {
    positions = Outliers.marked(values, center, deviation)
    probability = Outliers.grubbs(values)
  }

  private static func marked(_ values: [Double], _ center: Double, _ deviation: Double) -> [Int] {
    guard deviation > 0 else { return [] }
    let reach = limit * SampleStatistics.normalConsistency * deviation
    var marked: [Int] = []
    for (position, value) in values.enumerated() where abs(value - center) > reach { marked.append(position) }
    return marked
  }

  private static func grubbs(_ values: [Double]) -> Double {
    guard values.count >= 4 else { return 1 }
    let n = Double(values.count)
    let total = SampleStatistics.squaredDeviations(values)
    guard total > 0 else { return 1 }
    let center = SampleStatistics.mean(values)
    var greatest = 0.0
    for value in values { greatest = max(greatest, abs(value - center)) }
    let squared = greatest * greatest * (n - 1) / total
    let rest = (n - 1) * (n - 1) - n * squared
    guard rest > 0 else { return 0 }
    let t = (n * (n - 2) * squared / rest).squareRoot()
    return min(1, n * StudentT.twoSided(t, degreesOfFreedom: n - 2))
  }
}
