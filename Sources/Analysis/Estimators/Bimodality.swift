import Foundation

/// Two separate groups of values: a cell that has two states, of which a median shows one.
///
/// Statistic: share of the squared deviations left inside the two groups of the best split (Engelman & Hartigan,
/// JASA 64, 1969). For one given split it is Beta((n - 2) / 2, 1/2) under normal noise; the probability is the sum
/// over all splits with at least two values (and an eighth of them) on either side, an upper bound that is tight
/// where it matters.
package struct Bimodality: Sendable, Equatable {
  /// 1 below 6 values or without spread.
  package let probability: Double
  /// Means of the two groups, lower first, in the unit of the values.
  package let modes: [Double]
  /// Share of values in the lower group.
  package let lowerShare: Double

  package init(_ values: [Double]) {
    let n = values.count
    let positive = values.allSatisfy { $0 > 0 }
    let sorted = (positive ? values.map { log($0) } : values).sorted()
    let total = n > 0 ? SampleStatistics.squaredDeviations(sorted) : 0
    guard n >= 6, total > 0 else {
      probability = 1
      modes = []
      lowerShare = 1
      return
    }
    let fewest = max(2, (n + 7) / 8)
    let center = SampleStatistics.mean(sorted)
    var best = 0.0
    var bestSplit = fewest
    var sum = 0.0
    var lowerMean = 0.0
    var upperMean = 0.0
    for k in 1...(n - fewest) {
      sum += sorted[k - 1] - center
      guard k >= fewest else { continue }
      let between = sum * sum * Double(n) / (Double(k) * Double(n - k))
      guard between > best else { continue }
      best = between
      bestSplit = k
      lowerMean = center + sum / Double(k)
      upperMean = center - sum / Double(n - k)
    }
    let within = max(0, 1 - best / total)
    let one = IncompleteBeta.logRegularised(within, 0.5 * Double(n - 2), 0.5)
    probability = min(1, exp(one + Bimodality.logSplits(n, fewest)))
    modes = positive ? [exp(lowerMean), exp(upperMean)] : [lowerMean, upperMean]
    lowerShare = Double(bestSplit) / Double(n)
  }

  /// ln of the number of ways to split n values into two groups of at least `fewest`.
  private static func logSplits(_ n: Int, _ fewest: Int) -> Double {
    // 2^(n-1) - 1 splits in all; those with a smaller group are taken off while that is exact.
    guard n < 50 else { return Double(n - 1) * log(2) }
    var count = exp2(Double(n - 1)) - 1
    var ways = 1.0
    for k in 1..<fewest {
      ways *= Double(n - k + 1) / Double(k)
      count -= ways
    }
    return log(count)
  }
}
