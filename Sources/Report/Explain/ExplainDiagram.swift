import Records

/// The places a message passes and what happens between them, with figures: what text and mermaid both draw.
struct ExplainDiagram {
  var title: String
  /// From the sending to the receiving application.
  var places: [String]
  /// One for each step from a place to the next: what happens, a line each.
  var arrows: [[String]]
  /// What comes back to the sender; empty without completions.
  var back: [String]
}

extension ExplainDiagram {
  init(_ explanation: Explanation) {
    let measured = explanation.subject
    let cell = measured.cell
    let ledger = measured.ledger
    let title =
      "\(cell.primitive): one message of \(MessageSize(cell.messageBytes)) in \(cell.options.fields) fields over "
      + "\(cell.link), taken with \(cell.receive)"
    let isLent = ledger[.send]?.high.map { $0 < 0.5 } ?? false
    let places = [
      "\(cell.options.fields) fields in the sender's memory",
      explanation.sender.calls.first?.text ?? "no call",
      isLent ? "send queue: the sender's own pages" : "send queue: pages of the kernel",
      "receive queue of the other end",
      explanation.receiver.discards ? "the receiver, who throws it away" : "the receiver's buffer",
    ]
    let arrows = [
      [Self.copied(ledger, .gather, "copied by the sender's program")],
      Self.sendArrow(measured, isLent: isLent),
      [
        ExplainFigures.text(measured.bytesPerSegment),
        Self.copied(ledger, .deferred, "copied by the kernel after the send"),
      ] + (PayersText.first(ledger).map { ["that copy ran in: \($0)"] } ?? []),
      [
        explanation.receiver.calls.first?.text ?? "no call",
        Self.copied(ledger, .receive, "copied by the kernel to the receiver"),
        ExplainFigures.text(measured.receiveCalls),
        ExplainFigures.text(measured.receiverTime, "ns of receiver CPU/message"),
      ],
    ]
    self.init(
      title: title, places: places, arrows: arrows, back: ledger.completions.map(Self.completions) ?? [])
  }

  private static func copied(_ ledger: Ledger, _ place: Ledger.CopyPoint, _ what: String) -> String {
    let copies = ExplainFigures.copies(ledger[place])
    guard let stage = ledger[place], stage.low != nil else { return "\(what): \(copies)" }
    return "\(what): \(copies) per byte [\(stage.kind.rawValue)]"
  }

  private static func sendArrow(_ measured: Explanation.Measured, isLent: Bool) -> [String] {
    var lines = [
      copied(measured.ledger, .send, "copied by the kernel in the call"),
      ExplainFigures.text(measured.sendCalls),
      ExplainFigures.text(measured.senderTime, "ns of sender CPU/message"),
    ]
    if isLent, let completions = measured.ledger.completions {
      lines.append("\(completions.pagesPerMessage) pages lent/message")
    }
    return lines
  }

  private static func completions(_ facts: CompletionFacts) -> [String] {
    let merged = facts.sendsPerNotification.map {
      "\(ExplainFigures.short($0)) sends/notification in a stream"
    }
    return [
      "\(ExplainFigures.short(facts.completionsPerMessage)) completions/message",
      merged ?? "no notification in a stream",
      "after \(ExplainFigures.time(facts.alone.median)) when alone, \(ExplainFigures.time(facts.inStream.median)) "
        + "in a stream (medians)",
    ]
  }
}

extension ExplainDiagram {
  /// Drawn with plain characters, one place under the other.
  func text() -> String {
    var lines = [title, ""]
    for (index, place) in places.enumerated() {
      lines.append("  +-- \(place)")
      guard index < arrows.count else { break }
      lines += arrows[index].map { "  |     \($0)" }
      lines.append("  v")
    }
    if !back.isEmpty {
      lines.append("")
      lines.append("  +-- the kernel is done with the pages")
      lines += back.map { "  |     \($0)" }
      lines.append("  v")
      lines.append("  +-- error queue of the sender's socket")
    }
    return lines.joined(separator: "\n") + "\n"
  }

  /// A flowchart for mermaid.
  func mermaid() -> String {
    var lines = ["flowchart TD"]
    for (index, place) in places.enumerated() { lines.append("  p\(index)[\"\(Self.escaped(place))\"]") }
    for (index, arrow) in arrows.enumerated() {
      lines.append("  p\(index) -->|\"\(Self.label(arrow))\"| p\(index + 1)")
    }
    if !back.isEmpty {
      lines.append("  q[\"error queue of the sender's socket\"]")
      lines.append("  p2 -.->|\"\(Self.label(back))\"| q")
    }
    return "%% \(title)\n" + lines.joined(separator: "\n") + "\n"
  }

  private static func label(_ lines: [String]) -> String {
    lines.map(escaped).joined(separator: "<br/>")
  }

  /// Mermaid takes `#name;` for what would end a label.
  private static func escaped(_ text: String) -> String {
    text.map { character in
      switch character {
      case "\"": "#quot;"
      case "<": "#lt;"
      case ">": "#gt;"
      case "#": "#35;"
      default: String(character)
      }
    }.joined()
  }
}
