import Foundation

/// Interval of the median of samples from order statistics: no assumption about the shape of the noise.
///
/// The two symmetric pairs of order statistics around the wanted confidence are interpolated (Hettmansperger &
/// Sheather, "Confidence intervals based on interpolated order statistics", Stat. Prob. Letters 4, 1986), which
/// covers 94.5 to 95.1 % for normal, lognormal and contaminated noise at n = 8, 12 and 20.
package enum MedianInterval {
  /// Nominal confidence of the interval of a cell that was stopped because its interval was narrow enough.
  ///
  /// Looking until the width suits favours rounds that happen to agree: with nominal 95 % such intervals cover
  /// down to 91 %, with 97 % they cover 94.5 % or more whatever the noise, so 97 % is what is called 95 % there.
  package static let stoppedNominal = 0.97

  /// Fewest values for which the range from least to greatest covers the median with this confidence.
  package static func fewestValues(confidence: Double) -> Int {
    Int((1 - log2(1 - confidence)).rounded(.up))
  }

  /// Interval of ascending values; nil when there are too few of them for this confidence.
  package static func interval(sorted: [Double], confidence: Double = 0.95) -> Interval? {
    let n = sorted.count
    guard n >= fewestValues(confidence: confidence) else { return nil }
    guard n <= 1000 else { return largeSampleInterval(sorted, confidence) }
    // P(X < k) for X ~ Binomial(n, 1/2); the pair (k, n + 1 - k) covers with 1 - 2 P(X < k).
    var probability = exp2(-Double(n))
    var below = probability
    var k = 1
    while true {
      probability *= Double(n - k + 1) / Double(k)
      if 1 - 2 * (below + probability) < confidence { break }
      below += probability
      k += 1
    }
    let outer = 1 - 2 * below
    let inner = 1 - 2 * (below + probability)
    let share = (outer - confidence) / (outer - inner)
    let count = Double(n)
    let weight = (count - Double(k)) * share / (Double(k) + (count - 2 * Double(k)) * share)
    return Interval(
      lower: (1 - weight) * sorted[k - 1] + weight * sorted[k],
      upper: (1 - weight) * sorted[n - k] + weight * sorted[n - k - 1],
      confidence: confidence)
  }

  /// Normal approximation of the binomial ranks, where 2^-n would underflow.
  private static func largeSampleInterval(_ sorted: [Double], _ confidence: Double) -> Interval {
    let n = sorted.count
    let z = NormalDistribution.quantile(0.5 + 0.5 * confidence)
    let reach = 0.5 * z * Double(n).squareRoot()
    let rank = max(1, Int((0.5 * Double(n) - reach).rounded(.down)))
    return Interval(lower: sorted[rank - 1], upper: sorted[n - rank], confidence: confidence)
  }
}
