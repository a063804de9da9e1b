import Analysis
import Records

/// The table a sweep prints: one row per cell, at most 120 columns wide, plain text.
///
/// `-` is a figure that could not be had, with the reason in a line underneath; an empty field does not
/// apply.
package struct SummaryTable {
  package let summary: SweepSummary
  let columns: [TextColumn]
  /// Lines underneath: what the columns mean, what is missing and why, each kind of caveat once.
  let notes: [String]

  /// - Parameter goodput: medians with intervals, which then stand in place of the plain comparison without one.
  package init(_ summary: SweepSummary, goodput: [CellEstimate] = []) {
    self.summary = summary
    let intervals = goodput.compactMap { estimate in estimate.interval.map { (estimate.cell, $0) } }
    let marks = SummaryNotes(summary, comparesPlainly: intervals.isEmpty)
    self.columns = SummaryColumns.all(summary, marks, Dictionary(uniqueKeysWithValues: intervals))
    self.notes = marks.lines
  }

  /// The table with its notes, ending in a line feed.
  package func text(width: Int = 120) -> String {
    let table = summary.cells.isEmpty ? [] : TextTable.lines(columns, width: width) + [""]
    return (table + notes.flatMap { TextTable.wrapped($0, width: width) }).joined(separator: "\n") + "\n"
  }
}

/// One column of text: its two header lines and a text for each row.
struct TextColumn {
  let group: String
  let name: String
  /// Texts are aligned left, numbers right.
  let isText: Bool
  var texts: [String]

  init(_ group: String, _ name: String, isText: Bool = false, _ texts: [String]) {
    self.group = group
    self.name = name
    self.isText = isText
    self.texts = texts
  }

  var width: Int { ([group, name] + texts).map(\.count).max() ?? 0 }
}

/// Lays columns out side by side.
enum TextTable {
  /// Two spaces between columns where they fit, else one; a table that is still too wide loses the end of its
  /// first column.
  static func lines(_ columns: [TextColumn], width: Int) -> [String] {
    var columns = columns
    let content = columns.map(\.width).reduce(0, +)
    let gaps = max(columns.count - 1, 0)
    let gap = content + 2 * gaps <= width ? "  " : " "
    let excess = content + gaps * gap.count - width
    if excess > 0, let first = columns.first {
      let kept = max(first.width - excess, 8)
      columns[0].texts = first.texts.map { $0.count > kept ? "\($0.prefix(kept - 1))~" : $0 }
    }
    let rows = columns.first?.texts.indices ?? 0..<0
    var lines = [columns.map { ($0, $0.group) }, columns.map { ($0, $0.name) }]
    lines += rows.map { row in columns.map { ($0, $0.texts[row]) } }
    return lines.map { fields in
      let line = fields.map { column, text in padded(text, column) }.joined(separator: gap)
      return String(line.reversed().drop { $0 == " " }.reversed())
    }
  }

  private static func padded(_ text: String, _ column: TextColumn) -> String {
    let spaces = String(repeating: " ", count: max(column.width - text.count, 0))
    return column.isText ? text + spaces : spaces + text
  }

  /// A line that fits as it is, with its own indentation; a longer one wrapped.
  static func kept(_ line: String, width: Int) -> [String] {
    guard line.count > width else { return [line] }
    let indent = String(line.prefix { $0 == " " })
    return wrapped(line, width: width - indent.count).map { indent + $0 }
  }

  /// Breaks a text at white space, its own line breaks included; what follows the first line is indented by
  /// four.
  static func wrapped(_ text: String, width: Int) -> [String] {
    var lines: [String] = []
    var line = ""
    for word in text.split(whereSeparator: \.isWhitespace) {
      if !line.isEmpty, line.count + 1 + word.count > width {
        lines.append(line)
        line = "    \(word)"
      } else {
        line += line.isEmpty ? String(word) : " \(word)"
      }
    }
    return lines + (line.isEmpty ? [] : [line])
  }
}
