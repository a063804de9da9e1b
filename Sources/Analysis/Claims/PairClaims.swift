import Records

/// Claims that follow from paired comparisons: winner, equivalence, or the ratio as such.
package enum PairClaims {
  /// One claim per comparison, none where the verdict was withheld because the receiver set the pace.
  package static func claims(_ comparisons: [PairComparison], sweep: Int64) -> [Claim] {
    comparisons.compactMap { claim($0, sweep: sweep) }
  }

  private static func claim(_ comparison: PairComparison, sweep: Int64) -> Claim? {
    guard comparison.withheld != .receiverBound else { return nil }
    let pair = comparison.pair
    let isOverFootprints = pair.isOverFootprints
    let candidate =
      isOverFootprints ? ClaimSubject(withFootprintOf: pair.candidate) : ClaimSubject(pair.candidate)
    let baseline =
      isOverFootprints ? ClaimSubject(withFootprintOf: pair.baseline) : ClaimSubject(pair.baseline)
    let difference = ClaimCorrection(
      family: isOverFootprints
        ? ClaimFamily.footprints(sweep: sweep, comparison.measure)
        : ClaimFamily.pairs(sweep: sweep, comparison.measure), method: ClaimFamily.method,
      tests: comparison.familySize, raw: comparison.raw, corrected: comparison.corrected)
    let equivalence = ClaimCorrection(
      family: isOverFootprints
        ? ClaimFamily.footprintEquivalence(sweep: sweep, comparison.measure)
        : ClaimFamily.equivalence(sweep: sweep, comparison.measure), method: ClaimFamily.method,
      tests: comparison.familySize, raw: comparison.equivalenceRaw, corrected: comparison.equivalenceCorrected
    )
    switch comparison.verdict {
    case .better:
      return make(comparison, .winner(subject: candidate, loser: baseline), difference, sweep)
    case .worse:
      return make(comparison, .winner(subject: baseline, loser: candidate), difference, sweep, inverted: true)
    case .equivalent:
      let statement = ClaimStatement.equivalence(
        subject: candidate, baseline: baseline, margin: comparison.margin)
      return make(comparison, statement, equivalence, sweep)
    case .undecided:
      return make(comparison, .ratio(subject: candidate, baseline: baseline), nil, sweep)
    }
  }

  private static func make(
    _ comparison: PairComparison, _ statement: ClaimStatement, _ correction: ClaimCorrection?, _ sweep: Int64,
    inverted: Bool = false
  ) -> Claim {
    let pair = comparison.pair
    var scope = ClaimScope(comparison.measure, pair.candidate, messageBytes: [pair.candidate.messageBytes])
    // The subjects name the two footprints.
    if pair.isOverFootprints { scope.options.footprintBytes = nil }
    return Claim(
      statement: statement,
      scope: scope,
      estimate: ClaimEstimate(comparison.estimate, comparison.method, inverted: inverted),
      count: comparison.estimate.count,
      correction: correction,
      evidence: [pair.candidate, pair.baseline].map {
        ClaimEvidence(sweep: sweep, cell: $0, rounds: comparison.rounds)
      })
  }
}
