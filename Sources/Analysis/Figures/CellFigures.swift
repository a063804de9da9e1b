import Records

/// Median and interval of every figure of every cell, or why there is none: what charts draw.
package struct CellFigures: Sendable {
  /// What the samples of one cell say of one quantity.
  package struct Figure: Hashable, Sendable {
    package let median: Double
    /// 95 % interval of the median by order statistics; nil with too few samples.
    package let interval: Interval?
    /// Samples with a value.
    package let count: Int
  }

  /// Of the quantities by name, and of the cells: places in the tables below.
  private let columns: [String: Int]
  private let rows: [Cell: Int]
  /// By row, then by column.
  private let figures: [[Figure?]]
  private let reasons: [[String?]]

  /// Nil when no sample of the cell has a value; `reason` says why.
  package subscript(cell: Cell, quantity: FigureQuantity) -> Figure? {
    guard let column = columns[quantity.name], let row = rows[cell] else { return nil }
    return figures[row][column]
  }

  /// Why a cell has no figure; nil when it has one.
  package func reason(_ cell: Cell, _ quantity: FigureQuantity) -> String? {
    guard let column = columns[quantity.name], let row = rows[cell] else { return "not recorded" }
    guard figures[row][column] == nil else { return nil }
    return reasons[row][column] ?? "not recorded"
  }

  /// Collects samples one by one: one `Double` a sample and quantity that the sample holds.
  package struct Builder: Sendable {
    private let quantities: [FigureQuantity]
    private var rows: [Cell: Int] = [:]
    private var values: [ValueTable] = []
    private var reasons: [[String?]] = []
    /// Of all numerators, then of all denominators; of a numerator where there is none.
    private var places: ReadingPlaces

    package init(quantities: [FigureQuantity] = FigureQuantities.all) {
      self.quantities = quantities
      places = ReadingPlaces(quantities.map(\.numerator) + quantities.map { $0.denominator ?? $0.numerator })
    }

    /// Adds a sample; one that failed has no figures.
    package mutating func add(_ sample: Sample) {
      guard sample.failure == nil else { return }
      let row = row(of: sample.cell)
      let places = places.places(in: sample.readings)
      values[row].appendRow()
      let last = values[row].rows - 1
      for (index, quantity) in quantities.enumerated() {
        let (place, divisor) = (places[index], places[quantities.count + index])
        let amount = divisor.flatMap { sample.readings.value(at: $0) }
        if let value = quantity.value(place.flatMap { sample.readings.value(at: $0) }, per: amount) {
          values[row].set(value, row: last, column: index)
        } else if place != nil || divisor != nil, reasons[row][index] == nil {
          reasons[row][index] = quantity.reason(
            place.map { sample.readings[$0] }, per: divisor.map { sample.readings[$0] })
        }
      }
    }

    private mutating func row(of cell: Cell) -> Int {
      if let known = rows[cell] { return known }
      rows[cell] = values.count
      values.append(ValueTable())
      reasons.append(Array(repeating: nil, count: quantities.count))
      return values.count - 1
    }

    package func figures() -> CellFigures {
      CellFigures(
        columns: Dictionary(quantities.enumerated().map { ($1.name, $0) }) { first, _ in first }, rows: rows,
        figures: values.map { table in
          quantities.indices.map { column in
            let values = table.values(column: column)
            return values.isEmpty ? nil : Figure(values)
          }
        },
        reasons: reasons)
    }
  }
}

extension CellFigures.Figure {
  /// Of at least one value.
  fileprivate init(_ values: [Double]) {
    let sorted = values.sorted()
    median = SampleStatistics.median(sorted: sorted)
    interval = MedianInterval.interval(sorted: sorted)
    count = sorted.count
  }
}
