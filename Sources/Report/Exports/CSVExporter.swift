import Records

/// One row per sample, one column per quantity; an empty field is a figure that could not be had.
package enum CSVExporter: Exporter {
  package static let name = "csv"
  package static let summary =
    "One row per sample; an empty field is unread, the column 'unavailable' says why."

  package static func write(_ source: ExportSource, to output: (String) throws -> Void) throws {
    let table = CSVTable(source)
    try output(table.header)
    try source.forEachSample { try output(table.row($0)) }
  }
}

/// The rows of a sweep's CSV, one at a time: for whoever passes over the samples anyway.
package struct CSVTable {
  private let columns: [Column]
  private let sweep: Int64

  package init(_ source: ExportSource) {
    columns = SampleColumns.all(recorded: source.quantities)
    sweep = source.sweep.id
  }

  package var header: String { DelimitedText.line(columns.map(\.name)) }

  package func row(_ sample: Sample) -> String {
    let row = SampleRow(sweep: sweep, sample: sample)
    return DelimitedText.line(columns.map { $0.text(row) ?? "" })
  }
}
