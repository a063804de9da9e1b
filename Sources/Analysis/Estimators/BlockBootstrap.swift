import Foundation
import Records

/// Interval of a mean or median of values that depend on their predecessors: whole runs of rounds are resampled.
///
/// Circular blocks (Politis & Romano 1992) of the length that suits an AR(1) process (Carlstein 1986: growing with
/// n^(1/3)); the percentile limits are stretched by t / z with as many degrees of freedom as there are whole blocks
/// less one, because percentile intervals are too short for few blocks (Efron & Tibshirani 1993, chapter 8).
package enum BlockBootstrap {
  package enum Statistic: Sendable { case mean, median }

  /// Resamples per interval: the limits' own noise is then about a twentieth of the width.
  package static let replicates = 999

  package static func blockLength(count: Int, lagOne: Double) -> Int {
    let rho = min(max(lagOne, 0), 0.9)
    let length = pow(2 * rho / (1 - rho * rho), 2.0 / 3) * pow(1.5 * Double(count), 1.0 / 3)
    return min(max(1, Int(length.rounded(.up))), max(1, count / 3))
  }

  /// Deterministic: the same values give the same interval. Needs at least 6 values.
  package static func interval(
    _ values: [Double], _ statistic: Statistic, confidence: Double = 0.95, lagOne: Double? = nil
  ) -> Interval? {
    let n = values.count
    guard n >= 6 else { return nil }
    let length = blockLength(count: n, lagOne: lagOne ?? Autocorrelation(values).lagOne)
    let center = evaluate(values, statistic)
    var generator = SeededGenerator(seed: 0x636F_7079_636F_7374)
    var estimates: [Double] = []
    estimates.reserveCapacity(replicates)
    var resample = values
    for _ in 0..<replicates {
      var filled = 0
      while filled < n {
        let start = generator.nextIndex(n)
        for offset in 0..<min(length, n - filled) { resample[filled + offset] = values[(start + offset) % n] }
        filled += length
      }
      estimates.append(evaluate(resample, statistic))
    }
    estimates.sort()
    let tail = 0.5 * (1 - confidence)
    let blocks = max(2, n / length)
    let stretch =
      StudentT.critical(level: 2 * tail, degreesOfFreedom: Double(blocks - 1))
      / NormalDistribution.quantile(1 - tail)
    return Interval(
      lower: center + stretch * (SampleStatistics.quantile(sorted: estimates, tail) - center),
      upper: center + stretch * (SampleStatistics.quantile(sorted: estimates, 1 - tail) - center),
      confidence: confidence)
  }

  private static func evaluate(_ values: [Double], _ statistic: Statistic) -> Double {
    switch statistic {
    case .mean: SampleStatistics.mean(values)
    case .median: SampleStatistics.median(sorted: values.sorted())
    }
  }
}
