import Records

/// The grid of somebody's published table: which sizes, flows and primitives it covers, for `sweep --like
/// FILE`.
package struct PublishedGrid: Hashable, Sendable {
  /// Ascending, each once.
  package let messageBytes: [Int]
  package let flows: [Int]
  /// In the order of the table; `two-copy`, `one-copy`, `zero-copy`.
  package let primitives: [String]
  /// What was read as what, for a line on the terminal: `Mode as primitive`, ...
  package let mapping: [String]

  /// Reads a file: commas, semicolons or tabs; with or without a byte-order mark.
  ///
  /// - Throws: `UsageError` with the line number for what cannot be mapped, `OperationError` for an
  ///   unreadable file.
  package init(contentsOf path: String, choices: [PublishedChoice] = []) throws {
    try self.init(text: PublishedTable.text(path), name: path, choices: choices)
  }

  /// - Parameter name: what error messages call the table.
  package init(text: String, name: String, choices: [PublishedChoice] = []) throws {
    let reading = try PublishedReading(try PublishedTable(text: text, name: name), choices: choices)
    if let row = reading.rows.first(where: { !$0.isKnown }) {
      throw UsageError.tableValue(
        PublishedTable.shown(row.place.primitive),
        under: reading.finder.headers[reading.columns.primitive].text, insteadOf: "primitive", in: name,
        line: row.line)
    }
    var primitives: [String] = []
    for row in reading.rows where !primitives.contains(row.place.primitive) {
      primitives.append(row.place.primitive)
    }
    guard !primitives.isEmpty else {
      throw UsageError.emptyTable(name)
    }
    self.primitives = primitives
    messageBytes = Set(reading.rows.map(\.place.messageBytes)).sorted()
    flows = Set(reading.rows.map(\.place.flows)).sorted()
    mapping = reading.mapping
  }
}
