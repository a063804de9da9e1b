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

  private let figures: [Cell: [FigureQuantity: Figure]]
  private let reasons: [Cell: [FigureQuantity: String]]

  /// Nil when no sample of the cell has a value; `reason` says why.
  package subscript(cell: Cell, quantity: FigureQuantity) -> Figure? {
    figures[cell]?[quantity]
  }

  /// Why a cell has no figure; nil when it has one.
  package func reason(_ cell: Cell, _ quantity: FigureQuantity) -> String? {
    guard self[cell, quantity] == nil else { return nil }
    return reasons[cell]?[quantity] ?? "not recorded"
  }

  /// Collects samples one by one: one `Double` a sample and quantity.
  package struct Builder: Sendable {
    private let quantities: [FigureQuantity]
    private var indices: [Cell: Int] = [:]
    /// By cell index, then by quantity.
    private var values: [[[Double]]] = []
    private var reasons: [[String?]] = []
    private var layout: SampleLayout

    package init(quantities: [FigureQuantity] = FigureQuantities.all) {
      self.quantities = quantities
      layout = SampleLayout([], quantities)
    }

    /// Adds a sample; one that failed has no figures.
    package mutating func add(_ sample: Sample) {
      guard sample.failure == nil else { return }
      if !layout.fits(sample.readings) { layout = SampleLayout(sample.readings, quantities) }
      let cell = index(of: sample.cell)
      for (index, quantity) in quantities.enumerated() {
        let (numerator, denominator) = layout.readings(index, of: sample)
        if let value = quantity.value(numerator, per: denominator) {
          values[cell][index].append(value)
        } else if reasons[cell][index] == nil {
          reasons[cell][index] = quantity.reason(numerator, per: denominator)
        }
      }
    }

    private mutating func index(of cell: Cell) -> Int {
      if let known = indices[cell] { return known }
      indices[cell] = values.count
      values.append(Array(repeating: [], count: quantities.count))
      reasons.append(Array(repeating: nil, count: quantities.count))
      return values.count - 1
    }

    package func figures() -> CellFigures {
      CellFigures(
        figures: indices.mapValues { cell in
          var found: [FigureQuantity: Figure] = [:]
          for (quantity, values) in zip(quantities, values[cell]) where !values.isEmpty {
            found[quantity] = Figure(values)
          }
          return found
        },
        reasons: indices.mapValues { cell in
          var found: [FigureQuantity: String] = [:]
          for (quantity, reason) in zip(quantities, reasons[cell]) { found[quantity] = reason }
          return found
        })
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
