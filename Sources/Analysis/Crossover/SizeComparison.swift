/// Candidate against baseline at one message size: costs per message of the rounds both have.
package struct SizeComparison: Sendable {
  package let bytes: Int
  package let rounds: [Int]
  /// Nanoseconds per message, baseline - candidate: positive where the candidate is cheaper.
  package let savings: [Double]
  /// Log of baseline / candidate; nil with fewer than 3 rounds, or when the verdict is withheld.
  package let advantage: MeanEstimate?

  /// - Parameter isWithheld: whether these figures say nothing about the primitives: the receiver set the pace.
  package init(bytes: Int, candidate: Series, baseline: Series, isWithheld: Bool = false) {
    self.bytes = bytes
    let pairs = PairedRounds(candidate: baseline, baseline: candidate)
    rounds = pairs.rounds
    advantage = isWithheld ? nil : MeanEstimate(pairs.logRatios)
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
