import Foundation
import Records

/// Geometric mean over rounds of candidate / baseline, with its interval: the estimand of every paired comparison.
package struct RatioEstimate: Sendable, Equatable {
  package static let estimand = ClaimEstimand.geometricMeanRatioOfPairs

  /// On the log scale.
  package let log: MeanEstimate

  package var ratio: Double { exp(log.mean) }
  package var interval: Interval { log.interval.exponential }
  package var count: Int { log.count }
  /// Two-sided, for the hypothesis of equality.
  package var probability: Double { log.probability }

  /// Nil with fewer than 3 rounds in which both cells have a value.
  package init?(_ pairs: PairedRounds, confidence: Double = 0.95) {
    guard let log = MeanEstimate(pairs.logRatios, confidence: confidence) else { return nil }
    self.log = log
  }

  package init?(candidate: Series, baseline: Series, confidence: Double = 0.95) {
    self.init(PairedRounds(candidate: candidate, baseline: baseline), confidence: confidence)
  }

  /// Probability of so central a ratio if the truth were at the nearer margin: two one-sided tests (Schuirmann 1987),
  /// each at half of the level, so that it is 5 % just where the 95 % interval touches a margin.
  package func equivalence(margin: Double) -> Double {
    let distance = log1p(margin) - abs(log.mean)
    return distance > 0 ? log.probability(at: distance) : 1
  }
}
