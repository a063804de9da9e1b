import Analysis
import Records

/// Flow threads of one end that sleep and wake more often.
protocol ContextSwitches: EvidenceRule {
  static var quantity: Figure { get }
}

extension ContextSwitches {
  /// Switches vary by some ten per cent from round to round; twice as many is another regime.
  static var factor: Double { 2 }
  /// One in a hundred messages: fewer cost little against a message.
  static var least: Double { 0.01 }

  static var threshold: String {
    "more than \(Int(factor)) times the winner's \(quantity.title), and \(least) or more"
  }
  static var quantities: [Figure] { [quantity] }

  static func trigger(_ input: ReportInput, _ cell: Cell, against other: Cell?) -> EvidenceTrigger? {
    trigger(input, quantity, cell, against: other, factor: factor, atLeast: least)
  }
}

enum SenderContextSwitches: ContextSwitches {
  static let name = "context switches of the sender"
  static let quantity = Figures.contextSwitches[0]
}

enum ReceiverContextSwitches: ContextSwitches {
  static let name = "context switches of the receiver"
  static let quantity = Figures.contextSwitches[1]
}
