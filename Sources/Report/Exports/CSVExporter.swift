import Analysis
import Records

/// One row per sample, one column per quantity; an empty field is a figure that could not be had.
package struct CSVExporter: SampleExporter {
  package static let name = "csv"
  package static let summary =
    "One row per sample; an empty field is unread, the column 'unavailable' says why."

  /// By column.
  private let fields: [Field]
  private let names: [String]
  private let sweep: Int64
  /// Of the quantities of the columns that have one, in their order.
  private var places: ReadingPlaces

  /// What fills a column.
  private enum Field {
    /// The reading of the next quantity, divided.
    case reading(divisor: Double)
    case text(@Sendable (SampleRow) -> String?)
  }

  package init(_ source: ExportSource) {
    let columns = SampleColumns.all(recorded: source.quantities)
    fields = columns.map { $0.quantity == nil ? .text($0.text) : .reading(divisor: $0.divisor) }
    names = columns.map(\.name)
    sweep = source.sweep.id
    places = ReadingPlaces(columns.compactMap(\.quantity))
  }

  package var head: String { DelimitedText.line(names) }

  package mutating func piece(_ sample: Sample) -> String {
    let row = SampleRow(sweep: sweep, sample: sample)
    let places = places.places(in: sample.readings)
    var line = ""
    line.reserveCapacity(1024)
    var next = 0
    for index in fields.indices {
      if index > 0 { line += "," }
      switch fields[index] {
      case .text(let text):
        if let text = text(row) { line += DelimitedText.quoted(text) }
      case .reading(let divisor):
        let value = places[next].flatMap { sample.readings.value(at: $0) }
        next += 1
        if let value, value.isFinite { NumberText.append(exact: value / divisor, to: &line) }
      }
    }
    line += "\n"
    return line
  }
}
