import Foundation

/// `--decide`: pairs end as better, worse or equivalent; looked at on a schedule with alpha spending.
///
/// Estimand: geometric mean over rounds of candidate / baseline. The intervals of all looks together cover with
/// 95 % (repeated confidence intervals, Jennison & Turnbull 1989). A family of pairs is corrected by Holm at every
/// look, so that a pair which drops out keeps its verdict in the final table.
package struct DecisionRule: Sendable, Equatable {
  /// Ratios within 1 / (1 + margin)...1 + margin are equivalent; 0.05 for 5 %.
  package let margin: Double
  package let test: SequentialTest
  package static let level = 0.05

  package init(margin: Double, maximumRounds: Int) {
    self.margin = margin
    let looks = LookSchedule.decision(maximumRounds: maximumRounds).looks
    test = SequentialTest(looks: looks, planned: maximumRounds)
  }

  /// What the looks so far say about one pair.
  package struct Progress: Sendable, Equatable {
    /// At the last look, with its repeated interval; nil before the first.
    package internal(set) var estimate: RatioEstimate?
    /// Pairs used.
    package internal(set) var count = 0
    /// Two-sided, for equality; the least of all looks.
    package internal(set) var probability = 1.0
    /// Direction at the look with that probability.
    package internal(set) var isHigher = false
    /// For a difference of more than the margin; the least of all looks.
    package internal(set) var equivalence = 1.0
  }

  /// Progress of each pair of a family; depends on the pairs alone, so that a decided pair which goes on stays decided.
  ///
  /// - Parameter isFinal: no further rounds will come, for a reason that does not depend on the data (a budget).
  ///   Pairs that are still undecided then spend what error is left at once, on all their rounds; one that ended
  ///   because it was decided must not.
  package func progress(_ family: [PairedRounds], isFinal: Bool = false) -> [Progress] {
    var lastTests: [Int: SequentialTest] = [:]
    return family.map { pairs in
      var progress = Progress()
      progress.count = pairs.count
      for look in test.looks.indices where test.looks[look] <= pairs.count {
        update(&progress, pairs, test, look)
      }
      let isDecided = min(progress.probability, progress.equivalence) <= DecisionRule.level
      guard isFinal, !isDecided, let planned = test.looks.last, (3..<planned).contains(pairs.count) else {
        return progress
      }
      let looks = test.looks.filter { $0 < pairs.count } + [pairs.count]
      let last = lastTests[pairs.count] ?? SequentialTest(looks: looks, planned: planned)
      lastTests[pairs.count] = last
      update(&progress, pairs, last, looks.count - 1)
      return progress
    }
  }

  /// Verdicts of a family of pairs, in its order, after Holm's correction.
  package func verdicts(_ family: [Progress], higherIsBetter: Bool) -> [Verdict] {
    let different = HolmCorrection.corrected(family.map(\.probability))
    let equivalent = HolmCorrection.corrected(family.map(\.equivalence))
    return family.indices.map { index in
      if different[index] <= DecisionRule.level {
        return family[index].isHigher == higherIsBetter ? .better : .worse
      }
      return equivalent[index] <= DecisionRule.level ? .equivalent : .undecided
    }
  }

  /// Takes one look into account.
  func update(_ progress: inout Progress, _ pairs: PairedRounds, _ test: SequentialTest, _ look: Int) {
    let level = test.level(look: look)
    let count = test.looks[look]
    guard level > 0, let estimate = RatioEstimate(pairs.prefix(count), confidence: 1 - level) else { return }
    progress.estimate = estimate
    progress.count = count
    let probability = test.sequential(estimate.probability, look: look)
    if probability < progress.probability {
      progress.probability = probability
      progress.isHigher = estimate.log.mean > 0
    }
    let equivalence = test.sequential(estimate.equivalence(margin: margin), look: look)
    progress.equivalence = min(progress.equivalence, equivalence)
  }
}
