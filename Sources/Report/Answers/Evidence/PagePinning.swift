import Analysis
import Records

/// CPU time spent on pinning pages, which a copying sender does not need.
enum PagePinning: EvidenceRule {
  /// A twentieth of the sender's samples: below it, leaving pinning out could not turn a verdict.
  static let least = 0.05

  static let name = "page pinning"
  static let threshold = "at least \(Percent.text(least)) of the sender's CPU samples in page pinning"
  static let quantities = [Figures.profile(.pagePinning, .sender)]

  static func trigger(_ input: ReportInput, _ cell: Cell, against other: Cell?) -> EvidenceTrigger? {
    trigger(input, quantities[0], cell, atLeast: least)
  }
}
