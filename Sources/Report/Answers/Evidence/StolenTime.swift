import Analysis
import Records

/// CPU time the hypervisor gave to others.
enum StolenTime: EvidenceRule {
  /// A twentieth of one CPU, which a flow thread feels.
  static let least = 0.05

  static let name = "stolen CPU time"
  static let threshold = "at least \(least) CPUs taken away by the hypervisor"
  static let quantities = [Figures.stolen]

  static func trigger(_ input: ReportInput, _ cell: Cell, against other: Cell?) -> EvidenceTrigger? {
    trigger(input, Figures.stolen, cell, atLeast: least)
  }
}
