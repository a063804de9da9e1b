/// What a claim is about: a send primitive (or peer) in one build.
package struct ClaimSubject: Codable, Hashable, Sendable, CustomStringConvertible {
  package var primitive: String
  package var variant: String

  package init(primitive: String, variant: String = Cell.defaultVariant) {
    self.primitive = primitive
    self.variant = variant
  }

  package init(_ cell: Cell) {
    self.init(primitive: cell.primitive, variant: cell.variant)
  }

  /// `one-copy`, or `one-copy[new]` for another build.
  package var description: String {
    variant == Cell.defaultVariant ? primitive : "\(primitive)[\(variant)]"
  }
}
