import Analysis
import Records

/// Fewer bytes in a segment: the fixed price of a segment is paid more often.
enum ShortSegments: EvidenceRule {
  /// A tenth fewer bytes is a tenth more segments.
  static let factor = 0.9

  static let name = "short segments"
  static let threshold = "less than \(Percent.text(factor)) of the winner's bytes per segment"
  static let quantities = [Figures.bytesPerSegment]

  static func trigger(_ input: ReportInput, _ cell: Cell, against other: Cell?) -> EvidenceTrigger? {
    let quantity = Figures.bytesPerSegment
    guard let other, let claim = input.claim(quantity, cell), let base = input.claim(quantity, other),
      claim.estimate.upper < factor * base.estimate.lower
    else { return nil }
    return EvidenceTrigger(
      text: "\(Words.figure(claim)) against \(Words.figure(base)) with \(ClaimSubject(other))",
      strength: base.estimate.value / claim.estimate.value, claims: [claim, base])
  }
}
