import Records

/// What an axis of a chart or a sentence of an answer shows: a recorded quantity, or one divided by another.
package struct FigureQuantity: Hashable, Sendable {
  /// Stable name: that of the column in the report's data, lower case, words joined by `_`.
  package let name: String
  /// As axes and prose call it, without the unit.
  package let title: String
  package let unit: String
  package let better: Metric.Better
  package let numerator: Quantity
  /// Nil: the value is the numerator's.
  package let denominator: Quantity?
  /// Value = scale x numerator / denominator.
  package let scale: Double

  package init(
    _ name: String, _ title: String, unit: String, better: Metric.Better = .lower, _ numerator: Quantity,
    per denominator: Quantity? = nil, scale: Double = 1
  ) {
    self.name = name
    self.title = title
    self.unit = unit
    self.better = better
    self.numerator = numerator
    self.denominator = denominator
    self.scale = scale
  }

  /// How a value is made of the values of the two quantities.
  struct Rule: Sendable {
    let scale: Double
    let isRatio: Bool

    /// - Parameters: finite values, nil for one that was not read.
    func value(_ value: Double?, per amount: Double?) -> Double? {
      guard let value, value.isFinite else { return nil }
      guard isRatio else { return value * scale }
      guard let amount, amount.isFinite, amount > 0 else { return nil }
      return value * scale / amount
    }
  }

  var rule: Rule { Rule(scale: scale, isRatio: denominator != nil) }
}
