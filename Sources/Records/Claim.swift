/// A typed statement about figures with interval and evidence: what reports say and audits check.
package struct Claim: Codable, Hashable, Sendable {
  package var statement: ClaimStatement
  package var scope: ClaimScope
  package var estimate: ClaimEstimate
  /// Rounds (or sweeps, for unpaired comparisons) the estimate rests on.
  package var count: Int
  /// Nil for statements that are no verdict: ratios and coefficients as such.
  package var correction: ClaimCorrection?
  package var evidence: [ClaimEvidence]

  package init(
    statement: ClaimStatement, scope: ClaimScope, estimate: ClaimEstimate, count: Int,
    correction: ClaimCorrection? = nil, evidence: [ClaimEvidence]
  ) {
    self.statement = statement
    self.scope = scope
    self.estimate = estimate
    self.count = count
    self.correction = correction
    self.evidence = evidence
  }
}
