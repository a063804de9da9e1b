/// A price per call and a price per byte.
package enum AffineModel: CostModel {
  package static let name = "affine"
  package static let summary = "a + b x bytes"
  /// Two coefficients and three sizes to contradict them.
  package static let fewestSizes = 5

  package static func designs(for points: [CostPoint]) -> [[CostTerm]] { [[.call, .byte]] }
}
