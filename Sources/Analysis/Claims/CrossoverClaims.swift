import Foundation
import Records

/// Claims that follow from crossover findings: only from those that name a size.
package enum CrossoverClaims {
  package static func claims(_ findings: [CrossoverFinding], sweep: Int64) -> [Claim] {
    findings.compactMap { claim($0, sweep: sweep) }
  }

  private static func claim(_ finding: CrossoverFinding, sweep: Int64) -> Claim? {
    let crossover: Crossover
    let isExtrapolated: Bool
    switch finding.answer {
    case .at(let found): (crossover, isExtrapolated) = (found, false)
    case .extrapolated(let found): (crossover, isExtrapolated) = (found, true)
    case .aheadThroughout, .never, .signChanges, .notResolvable: return nil
    }
    guard let pair = finding.question.pairs.first else { return nil }
    let sizes = finding.question.sizes
    return Claim(
      statement: .crossover(
        subject: ClaimSubject(pair.candidate), baseline: ClaimSubject(pair.baseline),
        place: ClaimedCrossover(
          leadsAbove: crossover.candidateLeadsAbove, lowerMeasuredBytes: crossover.bracket?.lowerBytes,
          upperMeasuredBytes: crossover.bracket?.upperBytes, isExtrapolated: isExtrapolated)),
      scope: ClaimScope(finding.question.measure, pair.candidate, messageBytes: sizes.map(\.bytes)),
      estimate: ClaimEstimate(
        value: crossover.bytes, lower: crossover.interval.lower, upper: crossover.interval.upper,
        confidence: crossover.interval.confidence, unit: "bytes", estimand: .sizeOfEqualCost,
        method: isExtrapolated ? "affine cost models, extrapolated" : "t inverted, straight between sizes"),
      count: finding.rounds, correction: correction(finding, crossover, sweep),
      evidence: zip(finding.question.pairs, sizes).flatMap { pair, size in
        [pair.candidate, pair.baseline].map { ClaimEvidence(sweep: sweep, cell: $0, rounds: size.rounds) }
      })
  }

  /// The weaker of the two verdicts that bracket it; nil for a prediction, which is no verdict.
  private static func correction(
    _ finding: CrossoverFinding, _ crossover: Crossover, _ sweep: Int64
  ) -> ClaimCorrection? {
    guard let bracket = crossover.bracket else { return nil }
    let raw = finding.question.sizes.map { $0.advantage == nil ? 1 : $0.probability }
    let corrected = HolmCorrection.corrected(raw)
    let ends = finding.question.sizes.indices.filter {
      let bytes = finding.question.sizes[$0].bytes
      return bytes == bracket.lowerBytes || bytes == bracket.upperBytes
    }
    guard let weakest = ends.max(by: { corrected[$0] < corrected[$1] }) else { return nil }
    return ClaimCorrection(
      family: ClaimFamily.sizes(sweep: sweep, finding.question.measure), method: ClaimFamily.method,
      tests: raw.count, raw: raw[weakest], corrected: corrected[weakest])
  }
}
