import Records

/// Median and interval of every figure of every cell, or why there is none: what charts draw.
package struct CellFigures: Sendable {
  /// Of the quantities by name, and of the cells: places in the tables below.
  private let columns: [String: Int]
  private let rows: [Cell: Int]
  /// By row, then by column.
  private let figures: [[MedianEstimate?]]
  private let reasons: [[String?]]

  /// Nil when no sample of the cell has a value; `reason` says why.
  package subscript(cell: Cell, quantity: Figure) -> MedianEstimate? {
    guard let column = columns[quantity.name], let row = rows[cell] else { return nil }
    return figures[row][column]
  }

  /// Why a cell has no figure; nil when it has one.
  package func reason(_ cell: Cell, _ quantity: Figure) -> String? {
    guard let column = columns[quantity.name], let row = rows[cell] else { return "not recorded" }
    guard figures[row][column] == nil else { return nil }
    return reasons[row][column] ?? "not recorded"
  }

  /// Collects samples one by one: one `Double` a sample and quantity that the sample holds.
  package struct Builder: Sendable {
    private let quantities: [Figure]
    /// Of the quantities, in their order.
    private let rules: [Figure.Rule]
    /// Of the sample that is being added, by quantity; not a number for no value.
    private var row: [Double]
    private var rows: [Cell: Int] = [:]
    private var values: [ValueTable] = []
    private var reasons: [[String?]] = []
    /// Of all numerators, then of all denominators.
    private var places: ReadingPlaces
    private let stoppedByPrecision: Set<Cell>

    /// - Parameter stoppedByPrecision: cells whose rounds were added until their interval was narrow enough.
    package init(
      quantities: [Figure] = Figures.all, stoppedByPrecision: Set<Cell> = []
    ) {
      self.quantities = quantities
      self.stoppedByPrecision = stoppedByPrecision
      rules = quantities.map(Figure.Rule.init)
      row = Array(repeating: .nan, count: quantities.count)
      places = ReadingPlaces(quantities)
    }

    /// Adds a sample, by round; one that failed or starved has no figures.
    package mutating func add(_ sample: Sample) {
      guard sample.entersFigures else { return }
      add(sample, at: place(of: sample.cell))
    }

    /// Adds a sample of the cell at a place.
    package mutating func add(_ sample: Sample, at place: Int) {
      guard sample.entersFigures else { return }
      let places = places.places(in: sample.readings)
      for index in rules.indices {
        let value = Self.finite(sample, places[index])
        let amount = Self.finite(sample, places[rules.count + index])
        row[index] = rules[index].value(value, per: amount) ?? .nan
        if value == nil || amount == nil, reasons[place][index] == nil {
          reasons[place][index] = Self.reason(sample, places[index], places[rules.count + index])
        }
      }
      values[place].append(row)
    }

    private static func finite(_ sample: Sample, _ place: Int?) -> Double? {
      place.flatMap { sample.readings.value(at: $0) }.flatMap { $0.isFinite ? $0 : nil }
    }

    /// Why the first of two readings that has no value has none; nil when the sample never tried to read it.
    private static func reason(_ sample: Sample, _ place: Int?, _ divisor: Int?) -> String? {
      let unread = [place, divisor].lazy.compactMap { $0 }.first { finite(sample, $0) == nil }
      return unread.flatMap { sample.readings.reason(at: $0) }
    }

    /// Where the samples of a cell are kept: for who adds many.
    package mutating func place(of cell: Cell) -> Int {
      if let known = rows[cell] { return known }
      rows[cell] = values.count
      values.append(ValueTable())
      reasons.append(Array(repeating: nil, count: quantities.count))
      return values.count - 1
    }

    package func figures() -> CellFigures {
      let stopped = Set(stoppedByPrecision.compactMap { rows[$0] })
      return CellFigures(
        columns: Dictionary(quantities.enumerated().map { ($1.name, $0) }) { first, _ in first }, rows: rows,
        figures: values.indices.map { row in
          quantities.indices.map { column in
            let scale = quantities[column].scale
            return MedianEstimate(
              values[row].values(column: column).map { $0 * scale },
              stoppedByPrecision: stopped.contains(row))
          }
        },
        reasons: reasons)
    }
  }
}
