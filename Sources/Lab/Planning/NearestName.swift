/// The known name closest to what was typed, for "did you mean" in usage errors.
package enum NearestName {
  /// Nil when nothing is close: more edits than half of the longer name.
  package static func of(_ typed: String, among names: [String]) -> String? {
    let ranked = names.map { ($0, distance(typed.lowercased(), $0.lowercased())) }
    guard let best = ranked.min(by: { $0.1 < $1.1 }) else { return nil }
    return best.1 * 2 <= max(typed.count, best.0.count) ? best.0 : nil
  }

  /// Edits (insert, delete, replace) between two words: Levenshtein 1966.
  static func distance(_ left: String, _ right: String) -> Int {
    let right = Array(right)
    var row = Array(0...right.count)
    for (i, character) in left.enumerated() {
      var diagonal = row[0]
      row[0] = i + 1
      for (j, other) in right.enumerated() {
        let replaced = diagonal + (character == other ? 0 : 1)
        diagonal = row[j + 1]
        row[j + 1] = min(replaced, row[j] + 1, diagonal + 1)
      }
    }
    return row[right.count]
  }
}
