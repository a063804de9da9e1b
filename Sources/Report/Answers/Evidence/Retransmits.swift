import Analysis
import Records

/// Segments sent again.
enum Retransmits: EvidenceRule {
  static let factor = 2.0
  /// One in the window; over loopback and veth there are normally none.
  static let least = 1.0

  static let name = "retransmits"
  static let threshold = "more than \(Int(factor)) times the retransmits of a window, and 1 or more"
  static let quantities = [Figures.retransmits]

  static func trigger(_ input: ReportInput, _ cell: Cell, against other: Cell?) -> EvidenceTrigger? {
    trigger(input, Figures.retransmits, cell, against: other, factor: factor, atLeast: least)
  }
}
