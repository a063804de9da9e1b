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
  package init(contentsOf path: String) throws {
    try self.init(text: PublishedTable.text(path), name: path)
  }

  /// - Parameter name: what error messages call the table.
  package init(text: String, name: String) throws {
    let table = try PublishedTable(text: text, name: name)
    let columns = try PublishedColumn.ofGrid.map { try table.index(of: $0) }
    var (primitives, sizes, flows): ([String], Set<Int>, Set<Int>) = ([], [], [])
    for row in table.rows {
      let primitive = try table.value(row, columns[0], .primitive, PublishedPrimitives.primitive)
      if !primitives.contains(primitive) { primitives.append(primitive) }
      sizes.insert(try table.value(row, columns[1], .size, PublishedTable.count))
      flows.insert(try table.value(row, columns[2], .flows, PublishedTable.count))
    }
    guard !primitives.isEmpty else {
      throw UsageError(
        "\(name) has no rows", effect: "there is no grid to take from it", remedy: "Check the file")
    }
    self.primitives = primitives
    self.messageBytes = sizes.sorted()
    self.flows = flows.sorted()
    self.mapping = zip(PublishedColumn.ofGrid, columns).map { "\(table.header[$1]) as \($0.rawValue)" }
  }
}
