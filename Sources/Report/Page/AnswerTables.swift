import Analysis
import Records

/// The tables among the answers of a report.
enum AnswerTables {
  /// A row per size, flows and link; a column per subject that is held against the baseline.
  static func winners(_ table: WinnerTable) -> PageTable {
    var subjects: [ClaimSubject] = []
    for entry in table.rows.flatMap(\.entries) where !subjects.contains(entry.subject) {
      subjects.append(entry.subject)
    }
    let against = table.baseline.map { " against \($0)" } ?? ""
    let axes = CellAxis.shown(table.rows.map(\.cell))
    var head: [PageTable.Column] = [.init("size"), .init("flows")]
    head += axes.map { .init($0.title, isText: $0.kind.isText) }
    head.append(.init("winner", isText: true))
    head += subjects.map { .init("\($0)\(against)", isText: true) }
    let rows = table.rows.map { row -> [String] in
      var texts = ["\(MessageSize(row.messageBytes))", "\(row.flows)"] + axes.map { $0.text(row.cell) }
      texts.append(
        row.winner.map { "\($0)" } ?? "not decided" + (row.reason.map { ": \($0.rendered)" } ?? ""))
      return texts
        + subjects.map { subject in row.entries.first { $0.subject == subject }.map(text) ?? "" }
    }
    let omitted = table.rowsInAll.map { ["The first \(table.rows.count) of \($0) rows."] } ?? []
    let notes =
      ["Change of goodput\(against) with 95 % interval, geometric mean of ratios paired by round."] + omitted
    return PageTable(
      "Highest goodput by message size and flows", columns: head, rows: rows, notes: notes, headers: 3)
  }

  /// `+18.2 % [14.1, 22.5], better (n = 12)`.
  private static func text(_ entry: WinnerTable.Entry) -> String {
    let limits = "[\(NumberText.fixed(entry.lower, 1)), \(NumberText.fixed(entry.upper, 1))]"
    let verdict = entry.withheld.map { "no verdict: \($0.rawValue)" } ?? entry.verdict.rawValue
    return "\(NumberText.signedPercent(entry.percent)) \(limits), \(verdict) (n = \(entry.count))"
  }

  static func aspects(_ table: AspectTable) -> PageTable {
    PageTable(
      "Aspects of the primitives \(table.place)",
      columns: [.init("aspect", isText: true)] + table.subjects.map { .init("\($0)", isText: true) },
      rows: table.rows.map { row in
        [row.aspect]
          + row.entries.map { $0.text?.rendered ?? "none (\($0.reason?.rendered ?? "not recorded"))" }
      })
  }
}

extension WinnerTable.Row {
  /// A cell of the row, without what sends.
  fileprivate var cell: Cell {
    Cell(
      primitive: "", receive: receive, messageBytes: messageBytes, flows: flows, link: link, options: options)
  }
}

extension Advice {
  /// With a capital letter and a full stop.
  var asSentence: String {
    let text = sentence.rendered
    return text.prefix(1).uppercased() + text.dropFirst() + "."
  }
}
