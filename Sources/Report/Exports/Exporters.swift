import Records

/// Every export format, in the order in which help shows them.
package enum Exporters {
  package static let all: [any Exporter.Type] = [
    CSVExporter.self,
    JSONExporter.self,
    JSONLinesExporter.self,
    MarkdownExporter.self,
    AssignmentExporter.self,
    MatplotlibExporter.self,
  ]

  /// Formats of `export --cells`.
  package static let byCell: [any Exporter.Type] = [
    CellsCSVExporter.self,
    CellsJSONExporter.self,
  ]

  package static var names: [String] { all.map { $0.name } }

  /// - Throws: `UsageError` for a name that no exporter has.
  package static func named(_ name: String) throws -> any Exporter.Type {
    guard let found = all.first(where: { $0.name == name }) else {
      throw UsageError.exportFormat(name, known: names)
    }
    return found
  }
}
