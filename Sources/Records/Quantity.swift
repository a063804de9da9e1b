/// One metric of one side: what a column or an axis shows.
package struct Quantity: Codable, Hashable, Sendable {
  /// `Metric.name`.
  package let metric: String
  package let side: Side

  package init(_ metric: String, _ side: Side) {
    self.metric = metric
    self.side = side
  }

  package init(_ metric: Metric, _ side: Side) { self.init(metric.name, side) }

  /// Bits per second the application received.
  package static let goodput = Quantity("goodput", .flow)
  package static let senderCost = Quantity("cpu_ns_per_byte", .sender)
  package static let receiverCost = Quantity("cpu_ns_per_byte", .receiver)
  package static let machineCost = Quantity("cpu_ns_per_byte", .machine)
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
