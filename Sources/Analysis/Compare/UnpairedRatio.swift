import Foundation

/// Candidate / baseline from sweeps made at different times: geometric means of sweeps, each sweep one value.
///
/// Rounds of one sweep share its hour, heap and neighbours, so only whole sweeps are replicates (Kalibera & Jones
/// 2013). Welch's t (Biometrika 34, 1947), which allows the sides to differ in spread.
package struct UnpairedRatio: Sendable, Equatable {
  package let ratio: Double
  /// 95 %; nil below `fewestSweeps` a side, where there is no verdict either.
  package let interval: Interval?
  /// Two-sided, for equality; 1 without an interval.
  package let probability: Double
  package let candidateSweeps: Int
  package let baselineSweeps: Int

  /// Sweeps a side for a verdict.
  package static let fewestSweeps = 3

  /// Nil where a side has no positive value. One series per sweep.
  package init?(candidate: [Series], baseline: [Series]) {
    let left = candidate.compactMap(UnpairedRatio.logMean)
    let right = baseline.compactMap(UnpairedRatio.logMean)
    guard !left.isEmpty, !right.isEmpty else { return nil }
    let difference = SampleStatistics.mean(left) - SampleStatistics.mean(right)
    ratio = exp(difference)
    candidateSweeps = left.count
    baselineSweeps = right.count
    guard left.count >= UnpairedRatio.fewestSweeps, right.count >= UnpairedRatio.fewestSweeps else {
      interval = nil
      probability = 1
      return
    }
    let (leftDegrees, rightDegrees) = (Double(left.count - 1), Double(right.count - 1))
    let leftVariance = SampleStatistics.squaredDeviations(left) / leftDegrees / Double(left.count)
    let rightVariance = SampleStatistics.squaredDeviations(right) / rightDegrees / Double(right.count)
    let variance = leftVariance + rightVariance
    guard variance > 0 else {
      interval = Interval(lower: ratio, upper: ratio)
      probability = difference == 0 ? 1 : 0
      return
    }
    let degrees =
      variance * variance
      / (leftVariance * leftVariance / leftDegrees + rightVariance * rightVariance / rightDegrees)
    let half = StudentT.critical(level: 0.05, degreesOfFreedom: degrees) * variance.squareRoot()
    interval = Interval(lower: exp(difference - half), upper: exp(difference + half))
    probability = StudentT.twoSided(difference / variance.squareRoot(), degreesOfFreedom: degrees)
  }

  private static func logMean(_ series: Series) -> Double? {
    var sum = 0.0
    var count = 0
    for value in series.values where value > 0 {
      sum += log(value)
      count += 1
    }
    return count > 0 ? sum / Double(count) : nil
  }
}
