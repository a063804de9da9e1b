import Analysis
import Records

/// Further system calls per message: reading completions, or sends that took only a part.
enum CompletionCalls: EvidenceRule {
  /// One call more for every 20 of the other's; a look at the error queue every 16 messages exceeds it.
  static let factor = 1.05

  static let name = "further system calls"
  static let threshold = "more than \(factor) times the winner's system calls per message"
  static let quantities = [Figures.callsPerMessage]

  static func trigger(_ input: ReportInput, _ cell: Cell, against other: Cell?) -> EvidenceTrigger? {
    trigger(input, Figures.callsPerMessage, cell, against: other, factor: factor, atLeast: 0.01)
  }
}
