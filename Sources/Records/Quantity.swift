/// One metric of one side, by the name under which readings are stored.
package struct Quantity: Codable, Hashable, Sendable {
  /// `Metric.name`.
  package let metric: String
  package let side: Side

  package init(_ metric: String, _ side: Side) {
    self.metric = metric
    self.side = side
  }

  package init(_ metric: Metric, _ side: Side) { self.init(metric.name, side) }
}

extension Quantity: CustomStringConvertible {
  package var description: String { "\(side.rawValue)_\(metric)" }
}

extension Sample {
  /// A finite value of a quantity; nil when it was not read or never tried.
  package func value(of quantity: Quantity) -> Double? {
    value(quantity.metric, quantity.side).flatMap { $0.isFinite ? $0 : nil }
  }
}
