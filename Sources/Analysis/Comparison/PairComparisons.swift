import Foundation
import Records

/// The paired comparisons of a sweep by one measure: one family of Holm's correction.
package enum PairComparisons {
  package static let level = 0.05

  /// - Parameters:
  ///   - margin: of equivalence; 0.05 for 5 %.
  ///   - floor: from the A/A pairs by the same measure; nil where there are too few.
  ///   - rule: the rule by which pairs were stopped, when `--decide` was given.
  /// - Returns: one per pair with at least 3 common rounds; others give no comparison.
  package static func compare(
    _ table: SampleTable, _ measure: Figure, pairs: [CellPair], margin: Double = 0.05,
    floor: NoiseFloor? = nil, rule: DecisionRule? = nil
  ) -> [PairComparison] {
    let rounds = pairs.concurrentMap { PairedRounds(table, measure, $0) }
    let drafts =
      rule.map { Self.drafts(pairs, rounds, rule: $0) } ?? Self.drafts(pairs, rounds, margin: margin)
    let corrected = HolmCorrection.corrected(drafts.map(\.raw))
    let equivalence = HolmCorrection.corrected(drafts.map(\.equivalence))
    return drafts.indices.map { index in
      let draft = drafts[index]
      let stalled = StalledWindows(table, draft.pair)
      let (found, reason) = verdict(
        draft, measure, corrected: corrected[index], equivalence: equivalence[index],
        isReceiverBound: isReceiverBound(table, draft.pair), floor: floor)
      let isContradicted = stalled.contradicts(found)
      let verdict = isContradicted ? Verdict.undecided : found
      let withheld = isContradicted ? PairComparison.Withheld.stalled : reason
      return PairComparison(
        pair: draft.pair, measure: measure, estimate: draft.estimate, rounds: draft.rounds, verdict: verdict,
        withheld: withheld, raw: draft.raw, corrected: corrected[index], familySize: drafts.count,
        margin: draft.margin, equivalenceRaw: draft.equivalence, equivalenceCorrected: equivalence[index],
        method: draft.method, stalled: stalled)
    }
  }

  /// The floor of a measure from the A/A pairs of a sweep; nil with fewer than four.
  package static func floor(_ table: SampleTable, _ measure: Figure) -> NoiseFloor? {
    NoiseFloor(
      CellPair.twins(among: table.cells).map { PairedRounds(table, measure, $0) })
  }

  /// A comparison before the rest of its family is known.
  private struct Draft {
    var pair: CellPair
    var estimate: RatioEstimate
    var rounds: [Int]
    var raw: Double
    var equivalence: Double
    var margin: Double
    var method: IntervalMethod
  }

  /// With rounds fixed beforehand.
  private static func drafts(_ pairs: [CellPair], _ rounds: [PairedRounds], margin: Double) -> [Draft] {
    let drafts = Array(zip(pairs, rounds)).concurrentMap { pair, rounds in
      RatioEstimate(rounds).map { estimate in
        Draft(
          pair: pair, estimate: estimate, rounds: rounds.rounds, raw: estimate.probability,
          equivalence: estimate.equivalence(margin: margin), margin: margin, method: estimate.log.method)
      }
    }
    return drafts.compactMap(\.self)
  }

  /// With rounds that depended on the data.
  private static func drafts(_ pairs: [CellPair], _ rounds: [PairedRounds], rule: DecisionRule) -> [Draft] {
    let progresses = rule.progress(rounds, isFinal: true)
    return pairs.indices.compactMap { index in
      guard let estimate = progresses[index].estimate else { return nil }
      return Draft(
        pair: pairs[index], estimate: estimate, rounds: rounds[index].prefix(progresses[index].count).rounds,
        raw: progresses[index].probability, equivalence: progresses[index].equivalence, margin: rule.margin,
        method: .groupSequential)
    }
  }

  private static func isReceiverBound(_ table: SampleTable, _ pair: CellPair) -> Bool {
    table.isReceiverBound(pair.candidate) || table.isReceiverBound(pair.baseline)
  }

  private static func verdict(
    _ draft: Draft, _ measure: Figure, corrected: Double, equivalence: Double, isReceiverBound: Bool,
    floor: NoiseFloor?
  ) -> (Verdict, PairComparison.Withheld?) {
    // Service demand is the sender's own, whoever was slower; the pace of the pair is not.
    if isReceiverBound && measure.basis != .perByte { return (.undecided, .receiverBound) }
    if corrected <= level {
      if floor?.covers(draft.estimate) == true { return (.undecided, .belowNoiseFloor) }
      let isHigher = draft.estimate.log.mean > 0
      return (isHigher == measure.higherIsBetter ? .better : .worse, nil)
    }
    if equivalence <= level {
      if let floor, floor.relative > draft.margin { return (.undecided, .marginBelowNoiseFloor) }
      return (.equivalent, nil)
    }
    return (.undecided, draft.raw <= level || draft.equivalence <= level ? .correction : nil)
  }
}
