import Records

/// The rows of somebody's table with the places they are of, and what was read as what.
package struct PublishedReading {
  let finder: PublishedFinder
  let columns: PublishedColumns
  let codes: PublishedCodes
  let rows: [Row]

  package struct Coordinates: Hashable, Sendable {
    package let primitive: String
    package let messageBytes: Int
    package let flows: Int

    package init(primitive: String, messageBytes: Int, flows: Int) {
      self.primitive = primitive
      self.messageBytes = messageBytes
      self.flows = flows
    }
  }

  struct Row {
    let line: Int
    let fields: [String]
    let place: Coordinates
    /// Exact values of the conditions, in their order.
    let conditions: [String]
    /// Whether the text under primitive is a code or a name of the three.
    let isKnown: Bool
  }

  /// - Throws: `UsageError` with the line number for what cannot be read or can be read in two ways.
  init(_ table: PublishedTable, choices: [PublishedChoice]) throws {
    let finder = try PublishedFinder(table, choices)
    let columns = try PublishedColumns(finder)
    let texts = Set(table.rows.map { table.text($0, columns.primitive) })
    let given = finder.choice(columns.primitive)?.detail?.split(separator: ",").map {
      $0.trimmingPrefix { $0 == " " }
    }
    let codes = try PublishedCodes(
      texts, codes: given?.map(String.init), header: table.header[columns.primitive], table: table.name)
    (self.finder, self.columns, self.codes) = (finder, columns, codes)
    rows = try table.rows.map { row in
      let name = try table.value(row, columns.primitive, .primitive) { $0.isEmpty ? nil : $0 }
      let known = codes.primitive(name)
      let place = Coordinates(
        primitive: known ?? name, messageBytes: try Self.messageBytes(table, row, columns),
        flows: try table.value(row, columns.flows, .flows, PublishedNumber.count))
      return Row(
        line: row.line, fields: row.fields, place: place,
        conditions: columns.conditions.map { table.text(row, $0.index) }, isKnown: known != nil)
    }
  }

  private static func messageBytes(
    _ table: PublishedTable, _ row: PublishedTable.Row, _ columns: PublishedColumns
  ) throws -> Int {
    let size = try table.value(row, columns.size, .size) {
      PublishedNumber.bytes($0, unit: columns.bytesPerUnit)
    }
    switch columns.fields {
    case .whole: return size
    case .fixed(let count): return try table.product(row, size, count)
    case .column(let index):
      return try table.product(row, size, table.value(row, index, .fieldSize, PublishedNumber.count))
    }
  }

  /// What was read as what: `Mode as primitive (0 two-copy, 1 one-copy)`, ...
  var mapping: [String] { columns.words(finder.headers, codes) }

  /// Headers of columns that nothing is read from; nil where all are read.
  ///
  /// - Parameter used: columns beside those of the reading.
  func unreadColumns(used: [Int]) -> String? {
    let read = Set(columns.indices + used)
    let names = finder.headers.indices.filter { !read.contains($0) }.map { finder.headers[$0].text }
    guard !names.isEmpty else { return nil }
    let rest = names.count > 8 ? " and \(names.count - 8) more" : ""
    return "Columns not read: \(names.prefix(8).joined(separator: ", "))\(rest)."
  }
}
