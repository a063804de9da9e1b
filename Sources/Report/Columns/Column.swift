import Analysis
import Records

/// One column of a table of samples: its name and how a sample fills it.
package struct Column: Sendable {
  package let name: String
  /// The quantity it shows; nil for what is not a reading.
  package let quantity: Quantity?
  /// Text of the field; nil for an empty one.
  let text: @Sendable (SampleRow) -> String?
  /// From the stored unit of the quantity to the column's.
  let divisor: Double

  /// What is not a reading: a property of cell or sample.
  init(_ name: String, _ text: @escaping @Sendable (SampleRow) -> String?) {
    self.name = name
    self.quantity = nil
    self.text = text
    self.divisor = 1
  }

  /// A property of the cell: its exact value, empty where the cell leaves the choice open.
  init(_ axis: CellAxis) {
    self.init(axis.key) { axis.exact($0.sample.cell) }
  }

  /// A reading, divided to get from the stored unit to the column's; empty when it has no finite value.
  init(_ name: String, _ metric: Metric, _ side: Side, dividedBy divisor: Double = 1) {
    self.init(name, Quantity(metric, side), dividedBy: divisor)
  }

  /// A metric that is recorded of one side only, under its own name and in its own unit.
  init(_ metric: Metric, _ side: Side) {
    self.init(metric.name, metric, side)
  }

  /// A reading that no metric above is known for, in the unit in which it is stored.
  init(_ name: String, _ quantity: Quantity, dividedBy divisor: Double = 1) {
    self.name = name
    self.quantity = quantity
    self.text = { $0.sample.value(of: quantity).map { NumberText.exact($0 / divisor) } }
    self.divisor = divisor
  }
}

/// A sample and the sweep it belongs to: one row of a table.
package struct SampleRow: Sendable {
  let sweep: Int64
  let sample: Sample
}
