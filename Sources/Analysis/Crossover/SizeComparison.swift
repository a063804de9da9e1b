/// Candidate against baseline at one message size: costs per message of the rounds both have.
package struct SizeComparison: Sendable {
  package let bytes: Int
  package let rounds: [Int]
  /// Nanoseconds per message, baseline - candidate: positive where the candidate is cheaper.
  package let savings: [Double]
  /// Log of baseline / candidate; nil with fewer than 3 rounds.
  package let advantage: MeanEstimate?

  package init(bytes: Int, candidate: Series, baseline: Series) {
    self.bytes = bytes
    let pairs = PairedRounds(candidate: baseline, baseline: candidate)
    rounds = pairs.rounds
    advantage = MeanEstimate(pairs.logRatios)
    var savings: [Double] = []
    savings.reserveCapacity(rounds.count)
    var i = 0
    var j = 0
    for round in rounds {
      while candidate.rounds[i] < round { i += 1 }
      while baseline.rounds[j] < round { j += 1 }
      savings.append(baseline.values[j] - candidate.values[i])
    }
    self.savings = savings
  }
}
