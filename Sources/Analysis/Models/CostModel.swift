/// A shape of the cost of a message as a function of its size.
///
/// Adding one: a file in this folder and a line in `CostModels.swift`.
package protocol CostModel: Sendable {
  /// What tables and exports call it: `affine`, `pages`, `knee`.
  static var name: String { get }
  /// One sentence for documentation.
  static var summary: String { get }
  /// Fewest different sizes that can support it.
  static var fewestSizes: Int { get }
  /// Parameters that are chosen by trying rather than fitted; 0 unless the model says otherwise.
  static var chosenParameters: Int { get }

  /// The sets of terms to try on these points: one, or one for each place a knee may have. Empty where the points
  /// cannot tell the terms apart.
  static func designs(for points: [CostPoint]) -> [[CostTerm]]
}

extension CostModel {
  package static var chosenParameters: Int { 0 }
}
