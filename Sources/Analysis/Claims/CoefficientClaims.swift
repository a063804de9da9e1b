import Records

/// Claims about the prices of a cost model: only from fits that are good enough to be quoted.
package enum CoefficientClaims {
  /// - Parameters:
  ///   - cells: the cells that were fitted, one primitive at all sizes.
  ///   - evenIfUnusable: for a sentence that says where a fit fails.
  package static func claims(
    _ fit: CostFit, _ measure: Figure, cells: [Cell], sweep: Int64, evenIfUnusable: Bool = false
  ) -> [Claim] {
    guard fit.quality.isUsable || evenIfUnusable, let first = cells.first else { return [] }
    let sizes = Set(fit.points.map(\.bytes)).sorted()
    return fit.coefficients.map { coefficient in
      let estimate = coefficient.estimate
      return Claim(
        statement: .coefficient(subject: ClaimSubject(first), model: fit.model, term: coefficient.name),
        scope: ClaimScope(measure, first, messageBytes: sizes),
        estimate: ClaimEstimate(
          value: estimate.mean, lower: estimate.interval.lower, upper: estimate.interval.upper,
          confidence: estimate.interval.confidence, unit: "ns", estimand: CostCoefficient.estimand,
          method: estimate.method.rawValue),
        count: estimate.count,
        evidence: cells.map { ClaimEvidence(sweep: sweep, cell: $0, rounds: fit.rounds) })
    }
  }
}
