/// What a claim is about: a send primitive (or peer) in one build.
package struct ClaimSubject: Codable, Hashable, Sendable, CustomStringConvertible {
  package var primitive: String
  package var variant: String
  /// `CellOptions.footprintText` where the claim holds two memory footprints against each other; nil elsewhere.
  package var footprint: String?

  package init(primitive: String, variant: String = Cell.defaultVariant, footprint: String? = nil) {
    self.primitive = primitive
    self.variant = variant
    self.footprint = footprint
  }

  package init(_ cell: Cell) {
    self.init(primitive: cell.primitive, variant: cell.variant)
  }

  /// A primitive together with the memory its messages lie in.
  package init(withFootprintOf cell: Cell) {
    self.init(primitive: cell.primitive, variant: cell.variant, footprint: cell.options.footprintText)
  }

  /// `one-copy`, `one-copy[new]` for another build, `one-copy from 64Mi of memory`, `one-copy from hot memory`.
  package var description: String {
    let build = variant == Cell.defaultVariant ? primitive : "\(primitive)[\(variant)]"
    guard let footprint else { return build }
    return "\(build) from \(footprint == "hot" ? "hot" : "\(footprint) of") memory"
  }
}
