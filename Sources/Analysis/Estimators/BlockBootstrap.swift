import Foundation
import Records

/// Interval of a mean or median of values that depend on their predecessors: whole runs of rounds are resampled.
///
/// Circular blocks (Politis & Romano 1992) of the length that suits an AR(1) process (Carlstein 1986: growing with
/// n^(1/3)). The spread is corrected for blocks that share one mean, and limits are t limits with as many degrees
/// of freedom as there are whole blocks less one, because percentile limits are too short for few blocks (Efron &
/// Tibshirani 1993, chapters 8 and 12).
package enum BlockBootstrap {
  /// Resamples per interval: the interval's own noise is then about 4 % of its width.
  package static let replicates = 299

  package static func blockLength(count: Int, lagOne: Double) -> Int {
    // The estimate is too low by about (1 + 3 rho) / n (Kendall 1954).
    let rho = min(max(lagOne + (1 + 3 * lagOne) / Double(count), 0), 0.9)
    let length = pow(2 * rho / (1 - rho * rho), 2.0 / 3) * pow(1.5 * Double(count), 1.0 / 3)
    return min(max(1, Int(length.rounded(.up))), max(1, count / 3))
  }

  /// Interval of the mean; what infinitely many resamples would give, so none are drawn. Needs at least 6 values.
  package static func meanInterval(_ values: [Double], confidence: Double = 0.95, lagOne: Double) -> Interval?
  {
    let n = values.count
    guard n >= 6 else { return nil }
    let length = blockLength(count: n, lagOne: lagOne)
    let center = SampleStatistics.mean(values)
    var sum = 0.0
    for i in 0..<length { sum += values[i] - center }
    var squares = 0.0
    for start in 0..<n {
      squares += sum * sum
      sum += values[(start + length) % n] - values[start]
    }
    let variance = squares / Double(n) / Double(n * length)
    return limits(center, variance, count: n, length: length, confidence)
  }

  /// Interval of the median by resampling; deterministic. Needs at least 6 values.
  package static func medianInterval(_ values: [Double], confidence: Double = 0.95, lagOne: Double)
    -> Interval?
  {
    let n = values.count
    guard n >= 6 else { return nil }
    let length = blockLength(count: n, lagOne: lagOne)
    var generator = SeededGenerator(seed: 0x636F_7079_636F_7374)
    var estimates: [Double] = []
    estimates.reserveCapacity(replicates)
    // How often each place of the sorted values is drawn says what the median is, without sorting every resample.
    let order = values.indices.sorted { values[$0] < values[$1] }
    let sorted = order.map { values[$0] }
    var ranks = [Int](repeating: 0, count: n)
    for (rank, index) in order.enumerated() { ranks[index] = rank }
    var drawn = [Int](repeating: 0, count: n)
    for _ in 0..<replicates {
      for rank in 0..<n { drawn[rank] = 0 }
      var filled = 0
      while filled < n {
        var index = generator.nextIndex(n)
        for _ in 0..<min(length, n - filled) {
          drawn[ranks[index]] += 1
          index = index + 1 == n ? 0 : index + 1
        }
        filled += length
      }
      estimates.append(median(sorted, drawn))
    }
    let variance = SampleStatistics.squaredDeviations(estimates) / Double(replicates)
    let center = SampleStatistics.median(sorted: sorted)
    return clipped(
      limits(center, variance, count: n, length: length, confidence), values, blocks: n / length)
  }

  /// Of ascending values, each taken so many times as was drawn; as many in all as there are values.
  private static func median(_ sorted: [Double], _ drawn: [Int]) -> Double {
    let half = sorted.count / 2
    var rank = 0
    var passed = drawn[0]
    // The values at the places half - 1 and half of the resample, if it were sorted.
    while passed < half { (rank, passed) = (rank + 1, passed + drawn[rank + 1]) }
    let below = sorted[rank]
    while passed <= half { (rank, passed) = (rank + 1, passed + drawn[rank + 1]) }
    return sorted.count % 2 == 1 ? sorted[rank] : 0.5 * (below + sorted[rank])
  }

  /// The interval without what cannot hold the median: a symmetric one of skewed values may reach there.
  ///
  /// From enough whole blocks on, the range from least to greatest value is itself an interval of this confidence, as
  /// for so many independent values, so that nothing beyond it is lost. With fewer blocks the median may well lie
  /// outside the range; of values that are all positive or 0 it cannot lie below 0.
  private static func clipped(_ interval: Interval, _ values: [Double], blocks: Int) -> Interval {
    guard let least = values.min(), let greatest = values.max() else { return interval }
    var clipped = interval
    if blocks >= MedianInterval.fewestValues(confidence: interval.confidence) {
      clipped.lower = max(interval.lower, least)
      clipped.upper = min(interval.upper, greatest)
    } else if least >= 0 {
      clipped.lower = max(interval.lower, 0)
    }
    return clipped
  }

  private static func limits(
    _ center: Double, _ variance: Double, count: Int, length: Int, _ confidence: Double
  ) -> Interval {
    let unshared = variance * Double(count) / Double(count - length)
    let degrees = Double(max(2, count / length) - 1)
    let half = StudentT.critical(level: 1 - confidence, degreesOfFreedom: degrees) * unshared.squareRoot()
    return Interval(lower: center - half, upper: center + half, confidence: confidence)
  }
}
