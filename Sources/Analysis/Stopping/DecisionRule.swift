/// `--decide`: a pair is done when its interval says better, worse or equivalent; looked at with alpha spending.
///
/// Estimand: geometric mean over rounds of candidate / baseline. The intervals of all looks together cover with
/// 95 % (repeated confidence intervals, Jennison & Turnbull 1989), so any of them may end the pair.
package struct DecisionRule: Sendable, Equatable {
  /// Ratios within 1 / (1 + margin)...1 + margin are equivalent; 0.05 for 5 %.
  package let margin: Double
  package let design: GroupSequentialDesign

  package init(margin: Double, maximumRounds: Int) {
    self.margin = margin
    self.design = GroupSequentialDesign(.decision(maximumRounds: maximumRounds))
  }

  package struct Decision: Sendable, Equatable {
    package let verdict: Verdict
    /// At the look that decided, or the last one; nil before the first look.
    package let estimate: RatioEstimate?
    /// Two-sided, valid despite the looks.
    package let probability: Double
    /// By how much looking several times weakens a probability of this look.
    package let looksFactor: Double
    /// Pairs used.
    package let count: Int
  }

  /// What the pairs so far say; depends on them alone, so a decided pair that goes on stays decided.
  ///
  /// - Parameter isFinal: no further rounds will come, for a reason that does not depend on the data (a budget).
  ///   What error is left is then spent at once, on all pairs.
  package func decide(_ pairs: PairedRounds, higherIsBetter: Bool, isFinal: Bool = false) -> Decision {
    var last = Decision(
      verdict: .undecided, estimate: nil, probability: 1, looksFactor: 1, count: pairs.count)
    let past = design.looks.indices.filter { design.looks[$0] <= pairs.count }
    for look in past {
      guard let decision = decide(pairs, design, look, higherIsBetter) else { continue }
      if decision.verdict != .undecided { return decision }
      last = decision
    }
    guard isFinal, pairs.count < design.looks[design.looks.count - 1] else { return last }
    let looks = past.map { design.looks[$0] }.filter { $0 < pairs.count } + [pairs.count]
    let ended = GroupSequentialDesign(
      looks: looks, planned: design.looks[design.looks.count - 1], level: design.level)
    return decide(pairs, ended, looks.count - 1, higherIsBetter) ?? last
  }

  /// What one look alone says; nil when too little error may be spent there for a test.
  func decide(_ pairs: PairedRounds, at look: Int, higherIsBetter: Bool) -> Decision? {
    decide(pairs, design, look, higherIsBetter)
  }

  private func decide(
    _ pairs: PairedRounds, _ design: GroupSequentialDesign, _ look: Int, _ higherIsBetter: Bool
  ) -> Decision? {
    guard design.levels[look] > 0 else { return nil }
    let count = design.looks[look]
    guard let estimate = RatioEstimate(pairs.prefix(count), confidence: 1 - design.levels[look]) else {
      return nil
    }
    return Decision(
      verdict: Verdict(estimate.interval, margin: margin, higherIsBetter: higherIsBetter),
      estimate: estimate, probability: min(1, estimate.probability * design.factor(look: look)),
      looksFactor: design.factor(look: look), count: count)
  }
}
