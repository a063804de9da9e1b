import Analysis
import Records

/// CPU time spent on completions, which a copying sender does not have.
enum CompletionWork: EvidenceRule {
  /// A twentieth, as for pinning.
  static let least = 0.05

  static let name = "work on completions"
  static let threshold = "at least \(Percent.text(least)) of the sender's CPU samples in completions"
  static let quantities = [Figures.profile(.completions, .sender)]

  static func trigger(_ input: ReportInput, _ cell: Cell, against other: Cell?) -> EvidenceTrigger? {
    trigger(input, quantities[0], cell, atLeast: least)
  }
}
