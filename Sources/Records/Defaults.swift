/// Commands take these names where nobody typed others.
///
/// Beside the primitives themselves, what earlier versions had, peers, the reader of published tables and the questions
/// of the original assignment, no other file names a primitive.
package enum Defaults {
  /// A sweep measures the three primitives of the original assignment.
  package static let primitives = ["two-copy", "one-copy", "zero-copy"]
  /// `run` and `serve` send so.
  package static let primitive = "two-copy"
  /// All commands receive so.
  package static let receive = "read"
  /// The other primitives are compared with it.
  package static let baseline = "two-copy"
  /// Texts that show a command use it as their example.
  package static let example = "zero-copy"
}
