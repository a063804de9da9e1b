/// A table of a report, the same in HTML and Markdown: a caption, a row of headers, rows of texts, notes.
package struct PageTable: Sendable {
  package struct Column: Sendable {
    package let name: String
    /// Texts are aligned left, numbers right.
    package let isText: Bool

    package init(_ name: String, isText: Bool = false) {
      self.name = name
      self.isText = isText
    }
  }

  /// Rows that a page shows at most; everything is in data.csv and `export --cells`.
  package static let mostRows = 600

  package let caption: String
  package let columns: [Column]
  /// One text per column.
  package let rows: [[String]]
  /// Sentences underneath.
  package let notes: [String]
  /// Texts at the beginning of a row that name it.
  package let headers: Int

  package init(
    _ caption: String, columns: [Column], rows: [[String]], notes: [String] = [], headers: Int = 1
  ) {
    self.caption = caption
    self.columns = columns
    self.rows = Array(rows.prefix(Self.mostRows))
    let omitted = rows.count > Self.mostRows ? ["The first \(Self.mostRows) of \(rows.count) rows."] : []
    self.notes = notes + omitted
    self.headers = headers
  }

  /// Two header lines become one.
  init(_ caption: String, columns: [TextColumn], notes: [String] = [], headers: Int = 1) {
    let rows = columns.first?.texts.indices ?? 0..<0
    self.init(
      caption,
      columns: columns.map { column in
        Column(
          [column.group, column.name].filter { !$0.isEmpty }.joined(separator: " "), isText: column.isText)
      },
      rows: rows.map { row in columns.map { $0.texts[row] } }, notes: notes, headers: headers)
  }

  package var isEmpty: Bool { rows.isEmpty }
}
