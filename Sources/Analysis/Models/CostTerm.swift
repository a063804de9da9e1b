/// One addend of a cost model: a coefficient times something countable about a message.
package struct CostTerm: Sendable {
  /// `per call`, `per byte`, `per page`, ...: what the coefficient is the price of.
  package let name: String
  /// How much of it a message has.
  package let amount: @Sendable (CostPoint) -> Double

  package init(_ name: String, _ amount: @escaping @Sendable (CostPoint) -> Double) {
    self.name = name
    self.amount = amount
  }

  package static let call = CostTerm("per call") { _ in 1 }
  package static let byte = CostTerm("per byte") { Double($0.bytes) }
}
