import Records

/// The ledgers of a sweep as a small table: copies per payload byte at each stage, one row per ledger.
package enum LedgerTable {
  private static let heads: [(place: Ledger.CopyPoint, group: String, name: String)] = [
    (.gather, "copies/byte", "gather"), (.send, "by the", "send"), (.deferred, "kernel:", "deferred"),
    (.receive, "", "receive"),
  ]

  /// Empty without entries; every figure that could not be had is `-`, its reason a line underneath.
  package static func text(_ entries: [LedgerEntry], width: Int = 120) -> String {
    guard !entries.isEmpty else { return "" }
    var notes: [String] = []
    func note(_ line: String) { if !notes.contains(line) { notes.append(line) } }
    let columns =
      labels(entries)
      + heads.map { head in
        TextColumn(
          head.group, head.name,
          entries.map { entry in
            guard let ledger = entry.finding.value, let stage = ledger[head.place] else { return "-" }
            if let reason = stage.reason { note("\(name(entry)): \(stage.place.rawValue): \(reason)") }
            return copies(stage)
          })
      } + [TextColumn("", "together", entries.map { $0.finding.value.map(ExplainWords.sum) ?? "-" })]
    for entry in entries {
      if let reason = entry.finding.reason { note("\(label(entry.cell)): \(reason)") }
      guard let ledger = entry.finding.value else { continue }
      if let payers = PayersText.line(ledger) { note("\(name(entry)): the deferred copy ran in \(payers)") }
      for caveat in ledger.caveats { note("\(name(entry)): \(caveat.sentence.rendered)") }
    }
    let title = "Copies per payload byte, proved in runs of their own apart from the samples:"
    let lines = [title] + TextTable.lines(columns, width: width)
    return (lines + notes.flatMap { TextTable.wrapped($0, width: width) }).joined(separator: "\n") + "\n"
  }

  /// What tells the rows apart; what all share is left out.
  private static func labels(_ entries: [LedgerEntry]) -> [TextColumn] {
    [TextColumn("", "primitive", isText: true, entries.map { label($0.cell) })]
      + TextColumn.differing(entries.map(\.cell))
      + [TextColumn("", "message", entries.map { MessageSize($0.cell.messageBytes).description })]
  }

  private static func label(_ cell: Cell) -> String {
    cell.variant == Cell.defaultVariant ? cell.primitive : "\(cell.primitive)[\(cell.variant)]"
  }

  private static func name(_ entry: LedgerEntry) -> String {
    "\(label(entry.cell)) over \(entry.cell.link)\(entry.cell.departures)"
  }

  /// `1.000`, `1.000-1.004`, `>=0.98`, `-`.
  private static func copies(_ stage: Ledger.Stage) -> String {
    guard let low = stage.low else { return "-" }
    guard let high = stage.high else { return ">=\(ExplainFigures.number(low))" }
    let (first, last) = (ExplainFigures.number(low), ExplainFigures.number(high))
    return first == last ? first : "\(first)-\(last)"
  }
}
