/// Candidate against baseline at one message size: costs per message of the rounds both have.
package struct SizeComparison: Sendable {
  package let bytes: Int
  package let rounds: [Int]
  /// Nanoseconds per message, baseline - candidate: positive where the candidate is cheaper.
  package let savings: [Double]
  /// Log of baseline / candidate; nil with fewer than 3 rounds, or when the verdict is withheld.
  package let advantage: MeanEstimate?
  /// Whether windows without a cost speak against calling the two equal.
  package let isEqualityOpen: Bool
  /// Two-sided, for equal cost; valid despite several looks where a decision rule ended the rounds.
  package let probability: Double

  /// - Parameters:
  ///   - isWithheld: whether these figures say nothing about the primitives: the receiver set the pace.
  ///   - stalled: windows without a cost, which speak against the cell that has more of them.
  ///   - rule: the rule by which the rounds of the pair ended, if they were not fixed.
  package init(
    bytes: Int, candidate: Series, baseline: Series, isWithheld: Bool = false,
    stalled: StalledWindows = StalledWindows(), rule: DecisionRule? = nil
  ) {
    self.bytes = bytes
    let pairs = PairedRounds(candidate: baseline, baseline: candidate)
    rounds = pairs.rounds
    let progress = rule?.progress([pairs], isFinal: true)[0]
    let estimate = progress.map { $0.estimate?.log } ?? MeanEstimate(pairs.logRatios)
    let leads = estimate.map { $0.mean > 0 ? Verdict.better : .worse }
    advantage = isWithheld || leads.map(stalled.contradicts) == true ? nil : estimate
    isEqualityOpen = stalled.contradicts(.equivalent)
    probability = progress?.probability ?? estimate?.probability ?? 1
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
