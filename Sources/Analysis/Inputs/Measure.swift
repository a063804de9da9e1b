import Records

/// A metric of one side about which cells are compared, and how its values become a cost per message.
package struct Measure: Codable, Hashable, Sendable {
  /// `Metric.name`.
  package var metric: String
  package var side: Side
  package var unit: String
  package var better: Metric.Better
  package var basis: Basis
  /// What prose and tables call it: `goodput`, `sender CPU per byte`.
  package var label: String
  /// What each sample's value is divided by; nil for the metric as it is stored.
  package var divisor: Quantity?

  /// What one value is counted by, which fixes its relation to the nanoseconds a message costs.
  package enum Basis: String, Codable, Sendable {
    /// bit/s over all flows.
    case bitsPerSecond
    /// ns per byte.
    case perByte
    /// ns per message of a flow.
    case perMessage
  }

  package init(
    metric: String, side: Side, unit: String, better: Metric.Better, basis: Basis, label: String,
    per divisor: Quantity? = nil
  ) {
    self.metric = metric
    self.side = side
    self.unit = unit
    self.better = better
    self.basis = basis
    self.label = label
    self.divisor = divisor
  }

  /// Nanoseconds per message that a value stands for; nil when it is not positive.
  ///
  /// Goodput becomes the message interval: window x flows / messages.
  package func costPerMessage(_ value: Double, bytes: Int, flows: Int) -> Double? {
    guard value > 0, value.isFinite else { return nil }
    switch basis {
    case .bitsPerSecond: return Double(bytes) * 8e9 * Double(flows) / value
    case .perByte: return value * Double(bytes)
    case .perMessage: return value
    }
  }

  /// Whether a candidate with `ratio` = candidate / baseline above 1 is the better one.
  package var higherIsBetter: Bool { better == .higher }
}

extension Measure {
  /// The value of a sample, from those of metric and divisor; nil when one was not read or the divisor is 0.
  func value(_ value: Double?, per amount: Double?) -> Double? {
    guard let value else { return nil }
    guard divisor != nil else { return value }
    guard let amount, amount.isFinite, amount > 0 else { return nil }
    return value / amount
  }
}
