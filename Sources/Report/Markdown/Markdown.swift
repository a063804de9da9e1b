/// Pieces of Markdown in which no text of the data can be read as markup.
enum Markdown {
  /// On one line; what GitHub or a browser would take for markup is escaped.
  static func text(_ text: String) -> String {
    text.split(whereSeparator: \.isNewline).joined(separator: " ").unicodeScalars.map { scalar in
      "|<>*_`[]\\#~&!".unicodeScalars.contains(scalar) ? "\\\(scalar)" : String(scalar)
    }.joined()
  }

  static func code(_ text: String) -> String {
    let line = text.split(whereSeparator: \.isNewline).joined(separator: " ")
    // A fence longer than any run of backticks inside cannot be ended by the text.
    var (longest, run) = (0, 0)
    for character in line {
      run = character == "`" ? run + 1 : 0
      longest = max(longest, run)
    }
    let fence = String(repeating: "`", count: longest + 1)
    return longest == 0 ? "`\(line)`" : "\(fence) \(line) \(fence)"
  }

  static func list(_ items: [String]) -> String {
    items.map { "- \(text($0))\n" }.joined()
  }

  static func table(_ table: PageTable) -> String {
    guard !table.isEmpty else { return "" }
    var lines = [row(table.columns.map(\.name)), row(raw: table.columns.map { $0.isText ? "---" : "---:" })]
    lines += table.rows.map { row($0) }
    let notes = table.notes.isEmpty ? "" : "\n" + list(table.notes)
    return "**\(text(table.caption))**\n\n" + lines.joined() + notes
  }

  private static func row(_ fields: [String]) -> String { row(raw: fields.map(text)) }

  private static func row(raw fields: [String]) -> String { "| " + fields.joined(separator: " | ") + " |\n" }
}
