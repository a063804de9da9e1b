import Foundation

/// The ratio below which a difference is what this machine shows between a cell and itself.
///
/// Upper 95 % of |log ratio| of A/A pairs: t x the root of their mean square around 0. Where the pairs differ from
/// each other by no more than their rounds explain (F test at 10 %), the rounds of all pairs are pooled, which makes
/// the floor steadier; else the pairs alone count.
package struct NoiseFloor: Codable, Hashable, Sendable {
  /// On the log scale; 0.03 means that ratios from 0.97 to 1.03 say nothing.
  package let logRatio: Double
  /// A/A pairs it rests on.
  package let pairs: Int
  /// Rounds of all pairs together.
  package let rounds: Int
  /// Whether the pairs differ by more than their rounds explain: labels differ though builds do not.
  package let pairsDiffer: Bool

  private static let preliminaryLevel = 0.1

  /// Nil with fewer than `TwinCells.fewestPairs` pairs of 3 rounds or more.
  package init?(_ aaPairs: [PairedRounds]) {
    let usable = aaPairs.filter { $0.count >= 3 }
    guard usable.count >= TwinCells.fewestPairs else { return nil }
    var between = 0.0
    var within = 0.0
    var rounds = 0
    var means = 0.0
    for pair in usable {
      let mean = SampleStatistics.mean(pair.logRatios)
      means += mean * mean
      between += Double(pair.count) * mean * mean
      within += SampleStatistics.squaredDeviations(pair.logRatios)
      rounds += pair.count
    }
    let pairDegrees = Double(usable.count)
    let roundDegrees = Double(rounds - usable.count)
    let ratio = within > 0 ? (between / pairDegrees) / (within / roundDegrees) : .infinity
    let explained = IncompleteBeta.regularised(
      roundDegrees / (roundDegrees + pairDegrees * ratio), 0.5 * roundDegrees, 0.5 * pairDegrees)
    pairsDiffer = explained < NoiseFloor.preliminaryLevel
    self.pairs = usable.count
    self.rounds = rounds
    if pairsDiffer {
      let critical = StudentT.critical(level: 0.05, degreesOfFreedom: pairDegrees)
      logRatio = critical * (means / pairDegrees).squareRoot()
    } else {
      let meanSquare = (between + within) / Double(rounds)
      let critical = StudentT.critical(level: 0.05, degreesOfFreedom: Double(rounds))
      logRatio = critical * (meanSquare * pairDegrees / Double(rounds)).squareRoot()
    }
  }

  /// Whether a ratio is too close to 1 for a verdict.
  package func covers(_ ratio: RatioEstimate) -> Bool { abs(ratio.log.mean) < logRatio }

  /// The floor as a relative difference: 0.03 for 3 %.
  package var relative: Double { expm1(logRatio) }
}
