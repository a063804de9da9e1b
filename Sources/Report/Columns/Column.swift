import Analysis
import Records

/// One column of a table of samples: its name and how a sample fills it.
package struct Column: Sendable {
  package let name: String
  /// The quantity it shows; nil for what is not a reading.
  package let quantity: Quantity?
  /// Text of the field; nil for an empty one.
  let text: @Sendable (SampleRow) -> String?

  /// What is not a reading: a property of cell or sample.
  init(_ name: String, _ text: @escaping @Sendable (SampleRow) -> String?) {
    self.name = name
    self.quantity = nil
    self.text = text
  }

  /// A reading, divided to get from the stored unit to the column's; empty when it has no finite value.
  init(_ name: String, _ metric: String, _ side: Side, dividedBy divisor: Double = 1) {
    let quantity = Quantity(metric, side)
    self.name = name
    self.quantity = quantity
    self.text = { $0.values[quantity].map { NumberText.exact($0 / divisor) } }
  }
}

/// A sample and the sweep it belongs to: one row of a table.
package struct SampleRow: Sendable {
  let sweep: Int64
  let sample: Sample
  /// The readings that have a finite value: looked up once per column, so not searched for each time.
  let values: [Quantity: Double]

  init(sweep: Int64, sample: Sample) {
    self.sweep = sweep
    self.sample = sample
    let pairs = sample.readings.compactMap { reading in
      reading.value.flatMap { $0.isFinite ? (Quantity(reading.metric, reading.side), $0) : nil }
    }
    self.values = Dictionary(pairs) { first, _ in first }
  }
}
