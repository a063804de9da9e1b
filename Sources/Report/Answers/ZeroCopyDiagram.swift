import Analysis
import Records

/// The data path of a message whose pages are lent: drawn from a proof run where there is one, from the calls alone where
/// not.
enum ZeroCopyDiagram {
  /// Of the first primitive of the sweep that lends its pages until a completion; nil without any.
  static func diagram(_ input: ReportInput) -> AnswerDiagram? {
    let lenders = input.sweep.senders.filter { $0.lends == .untilCompletion }
    guard let sender = lenders.first(where: { !input.cells(of: $0.name).isEmpty }) ?? lenders.first else {
      return nil
    }
    let ledger = input.ledgers(of: sender.name).first
    let cell = input.cells(of: sender.name).last { $0.link == ledger?.link ?? $0.link }
    let place = ledger.map(Proofs.place) ?? "by its calls; no proof run was made"
    let drawing = ExplainDiagram(
      title: "\(sender.name): one message, \(place)", places: places(cell, sender), arrows: arrows(ledger),
      back: back(ledger))
    return AnswerDiagram(
      title: drawing.title, places: drawing.places, arrows: drawing.arrows, back: drawing.back,
      text: drawing.text(), mermaid: drawing.mermaid())
  }

  private static func places(_ cell: Cell?, _ sender: PrimitiveDescription) -> [String] {
    [
      "\(cell.map { "\($0.options.fields) " } ?? "")fields in the sender's memory",
      sender.calls.first?.text ?? "no call", "send queue: references to the sender's pages",
      "receive queue of the other end", "the receiver's buffer",
    ]
  }

  private static func arrows(_ ledger: Ledger?) -> [[String]] {
    [
      [copied(ledger, .gather, "copied by the sender's program")],
      ["pages pinned", copied(ledger, .send, "copied by the kernel in the call")],
      [copied(ledger, .deferred, "copied by the kernel after the send, if the receiver is on this machine")],
      [copied(ledger, .receive, "copied by the kernel to the receiver")],
    ]
  }

  private static func copied(_ ledger: Ledger?, _ place: Ledger.CopyPoint, _ what: String) -> String {
    guard let ledger else { return what }
    return "\(what): \(ExplainFigures.copies(ledger[place]))"
      + (ledger[place]?.low == nil ? "" : " per byte")
  }

  private static func back(_ ledger: Ledger?) -> [String] {
    guard let facts = ledger?.completions else { return ["completion: the pages are free again"] }
    return [
      "completion: the pages are free again",
      "\(ExplainFigures.short(facts.completionsPerMessage)) completions/message, "
        + "\(facts.pagesPerMessage) pages held/message",
    ]
  }
}
