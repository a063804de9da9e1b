/// One row per sample, one column per quantity; an empty field is a figure that could not be had.
package enum CSVExporter: Exporter {
  package static let name = "csv"
  package static let summary =
    "One row per sample; an empty field is unread, the column 'unavailable' says why."

  package static func write(_ source: ExportSource, to output: (String) throws -> Void) throws {
    let columns = SampleColumns.all(recorded: source.quantities)
    try output(DelimitedText.line(columns.map(\.name)))
    try source.forEachSample { sample in
      let row = SampleRow(sweep: source.sweep.id, sample: sample)
      try output(DelimitedText.line(columns.map { $0.text(row) ?? "" }))
    }
  }
}
