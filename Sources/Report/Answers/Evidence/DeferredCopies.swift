import Analysis
import Records

/// A zero-copy send that the kernel copied after all saves nothing.
enum DeferredCopies: EvidenceRule {
  /// Share of completion notifications from which "it was copied after all" goes with a loss: most of them.
  static let least = 0.5

  static let name = "deferred copies"
  static let threshold =
    "at least \(Percent.text(least)) of completion notifications flagged as copied after all"
  static let quantities = [Figures.copiedNotifications]

  static func trigger(_ input: ReportInput, _ cell: Cell, against other: Cell?) -> EvidenceTrigger? {
    trigger(input, Figures.copiedNotifications, cell, atLeast: least)
  }
}
