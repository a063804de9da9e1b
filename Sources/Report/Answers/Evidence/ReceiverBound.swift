import Analysis
import Records

/// The receiver set the pace, so that goodput says little about how it was sent.
enum ReceiverBound: EvidenceRule {
  /// Where the verdict on goodput is withheld, too (`SampleTable.isReceiverBound`).
  static let least = 0.5

  static let name = "a receiver that sets the pace"
  static let threshold =
    "at least \(Percent.text(least)) of the samples limited by the receiver's CPU or window"
  static let quantities: [Figure] = []

  static func trigger(_ input: ReportInput, _ cell: Cell, against other: Cell?) -> EvidenceTrigger? {
    let claim = FigureClaims.receiverBound(input.table, cell, sweep: input.sweep.id)
    guard let claim, claim.estimate.value >= least else { return nil }
    return EvidenceTrigger(text: Words.figure(claim), strength: claim.estimate.value, claims: [claim])
  }
}
