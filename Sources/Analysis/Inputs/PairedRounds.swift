import Foundation
import Records

/// Two cells of one block compared in the rounds in which both were sampled: rounds are the blocks of the experiment.
///
/// What a round does to both cells alike (heap layout, a busy neighbour, drift) cancels in its ratio.
package struct PairedRounds: Sendable, Equatable {
  package let rounds: [Int]
  /// ln(candidate / baseline) of each round.
  package let logRatios: [Double]
  /// Rounds with both values of which one was not positive, so that no ratio exists.
  package let excluded: Int

  package var count: Int { logRatios.count }

  /// Pairs by round; one pass over both series.
  package init(candidate: Series, baseline: Series) {
    var rounds: [Int] = []
    var logRatios: [Double] = []
    var excluded = 0
    var i = 0
    var j = 0
    while i < candidate.count && j < baseline.count {
      let left = candidate.rounds[i]
      let right = baseline.rounds[j]
      if left == right {
        let ratio = candidate.values[i] / baseline.values[j]
        if ratio > 0 && ratio.isFinite {
          rounds.append(left)
          logRatios.append(log(ratio))
        } else {
          excluded += 1
        }
      }
      if left <= right { i += 1 }
      if right <= left { j += 1 }
    }
    // Mostly the rounds are those of the candidate: one array then serves both.
    self.rounds = rounds.count == candidate.count ? candidate.rounds : rounds
    self.logRatios = logRatios
    self.excluded = excluded
  }

  /// The rounds of a pair of cells by one measure.
  package init(_ table: SampleTable, _ measure: Figure, _ pair: CellPair) {
    self.init(
      candidate: table.series(measure, pair.candidate), baseline: table.series(measure, pair.baseline))
  }

  /// Log ratios of rounds 0, 1, 2, ..., as they are.
  package init(logRatios: [Double]) {
    self.rounds = Array(logRatios.indices)
    self.logRatios = logRatios
    self.excluded = 0
  }

  /// The first `count` pairs: what was known at an earlier look.
  package func prefix(_ count: Int) -> PairedRounds {
    guard count < self.count else { return self }
    return PairedRounds(
      rounds: Array(rounds[..<count]), logRatios: Array(logRatios[..<count]), excluded: excluded)
  }

  private init(rounds: [Int], logRatios: [Double], excluded: Int) {
    self.rounds = rounds
    self.logRatios = logRatios
    self.excluded = excluded
  }
}
