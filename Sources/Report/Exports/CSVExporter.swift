import Analysis
import Records

/// One row per sample, one column per quantity; an empty field is a figure that could not be had.
package enum CSVExporter: Exporter {
  package static let name = "csv"
  package static let summary =
    "One row per sample; an empty field is unread, the column 'unavailable' says why."

  package static func write(_ source: ExportSource, to output: (String) throws -> Void) throws {
    var table = CSVTable(source)
    try output(table.header)
    try source.forEachSample { try output(table.row($0)) }
  }
}

/// The rows of a sweep's CSV, one at a time: for whoever passes over the samples anyway.
package struct CSVTable {
  private let columns: [Column]
  private let sweep: Int64
  /// Of the columns' quantities, in their order; of columns without one what does not matter.
  private var places: ReadingPlaces

  package init(_ source: ExportSource) {
    columns = SampleColumns.all(recorded: source.quantities)
    sweep = source.sweep.id
    places = ReadingPlaces(columns.map { $0.quantity ?? .goodput })
  }

  package var header: String { DelimitedText.line(columns.map(\.name)) }

  package mutating func row(_ sample: Sample) -> String {
    let row = SampleRow(sweep: sweep, sample: sample)
    let places = places.places(in: sample.readings)
    var line = ""
    line.reserveCapacity(1024)
    for (index, column) in columns.enumerated() {
      if index > 0 { line += "," }
      guard column.quantity != nil else {
        if let text = column.text(row) { line += DelimitedText.quoted(text) }
        continue
      }
      guard let value = places[index].flatMap({ sample.readings[$0].value }), value.isFinite else { continue }
      line += NumberText.exact(value / column.divisor)
    }
    line += "\n"
    return line
  }
}
