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
    private var values: [Cell: [[Double]]] = [:]
    private var reasons: [Cell: [FigureQuantity: String]] = [:]

    package init(quantities: [FigureQuantity] = FigureQuantities.all) {
      self.quantities = quantities
    }

    /// Adds a sample; one that failed has no figures.
    package mutating func add(_ sample: Sample) {
      guard sample.failure == nil else { return }
      for (index, quantity) in quantities.enumerated() {
        if let value = quantity.value(of: sample) {
          values[sample.cell, default: Array(repeating: [], count: quantities.count)][index].append(value)
        } else if reasons[sample.cell]?[quantity] == nil, let reason = quantity.reason(in: sample) {
          reasons[sample.cell, default: [:]][quantity] = reason
        }
      }
    }

    package func figures() -> CellFigures {
      CellFigures(
        figures: values.mapValues { columns in
          var found: [FigureQuantity: Figure] = [:]
          for (quantity, values) in zip(quantities, columns) where !values.isEmpty {
            found[quantity] = Figure(values)
          }
          return found
        }, reasons: reasons)
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
