import Analysis
import Records

/// The data path of a zero-copy message: drawn from a proof run where there is one, from the call alone where not.
enum ZeroCopyDiagram {
  static func diagram(_ input: ReportInput) -> AnswerDiagram {
    let ledger = input.ledgers(of: "zero-copy").first
    let cell = input.cells(of: "zero-copy").last { $0.link == ledger?.link ?? $0.link }
    let place = ledger.map(Proofs.place) ?? "by its calls; no proof run was made"
    let drawing = ExplainDiagram(
      title: "zero-copy: one message, \(place)", places: places(cell), arrows: arrows(ledger),
      back: back(ledger))
    return AnswerDiagram(
      title: drawing.title, places: drawing.places, arrows: drawing.arrows, back: drawing.back,
      text: drawing.text(), mermaid: drawing.mermaid())
  }

  private static func places(_ cell: Cell?) -> [String] {
    [
      "\(cell.map { "\($0.options.fields) " } ?? "")fields in the sender's memory",
      "sendmsg(MSG_ZEROCOPY), one iovec per field", "send queue: references to the sender's pages",
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

  private static func copied(_ ledger: Ledger?, _ place: Ledger.Place, _ what: String) -> String {
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
