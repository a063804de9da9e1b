/// How published tables name the three primitives of the original assignment.
package enum PublishedPrimitives {
  private static let labels = [("two-copy", "A1"), ("one-copy", "A2"), ("zero-copy", "A3")]

  /// `A1` for `two-copy`; any other primitive is its own label.
  static func label(of primitive: String) -> String {
    labels.first { $0.0 == primitive }?.1 ?? primitive
  }

  /// Reads `A1`, `a1`, `0` (a mode number), `two_copy`, `Two-Copy Baseline`, `msg_zerocopy`; nil for anything
  /// else.
  static func primitive(of text: String) -> String? {
    let word = text.lowercased().filter { $0.isLetter || $0.isNumber }
    switch word {
    case "0", "a1": return "two-copy"
    case "1", "a2": return "one-copy"
    case "2", "a3": return "zero-copy"
    default: break
    }
    let stems = [
      ("two-copy", ["twocopy", "2copy"]), ("one-copy", ["onecopy", "1copy"]),
      ("zero-copy", ["zerocopy", "0copy"]),
    ]
    let found = stems.filter { $0.1.contains { word.contains($0) } }
    return found.count == 1 ? found[0].0 : nil
  }
}
