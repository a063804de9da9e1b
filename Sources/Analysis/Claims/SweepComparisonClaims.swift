import Records

/// Claims that follow from comparing two sets of sweeps: unpaired, as their estimand says.
package enum SweepComparisonClaims {
  /// One per cell and measure with a verdict of better or worse; subjects carry the names of the sides as variants.
  ///
  /// - Parameters:
  ///   - candidateSweeps: `Sweep.id` of each sweep of the candidate, for evidence; same for the baseline.
  package static func claims(
    _ comparison: SweepComparison, candidateSweeps: [Int64], baselineSweeps: [Int64]
  ) -> [Claim] {
    comparison.rows.compactMap { row in
      guard let interval = row.ratio.interval, row.verdict == .better || row.verdict == .worse else {
        return nil
      }
      let isBetter = row.verdict == .better
      let candidate = ClaimSubject(primitive: row.cell.primitive, variant: comparison.candidate)
      let baseline = ClaimSubject(primitive: row.cell.primitive, variant: comparison.baseline)
      let family = comparison.rows.filter { $0.measure == row.measure }.count
      return Claim(
        statement: isBetter
          ? .winner(subject: candidate, loser: baseline) : .winner(subject: baseline, loser: candidate),
        scope: ClaimScope(row.measure, row.cell, messageBytes: [row.cell.messageBytes]),
        estimate: ClaimEstimate(
          value: isBetter ? row.ratio.ratio : 1 / row.ratio.ratio,
          lower: isBetter ? interval.lower : 1 / interval.upper,
          upper: isBetter ? interval.upper : 1 / interval.lower, confidence: interval.confidence, unit: "1",
          estimand: .geometricMeanRatioOfSweeps, method: IntervalMethod.welch.rawValue),
        count: min(row.ratio.candidateSweeps, row.ratio.baselineSweeps),
        correction: ClaimCorrection(
          family: "\(comparison.candidate) against \(comparison.baseline), \(row.measure.label)",
          method: ClaimFamily.method, tests: family, raw: row.ratio.probability, corrected: row.corrected),
        evidence: (candidateSweeps + baselineSweeps).map {
          ClaimEvidence(sweep: $0, cell: row.cell, rounds: [])
        })
    }
  }
}
