import Records

/// How published tables name the three primitives of the original assignment.
package enum PublishedPrimitives {
  private static let labels = [("two-copy", "A1"), ("one-copy", "A2"), ("zero-copy", "A3")]

  /// `A1/A2/A3`.
  package static var codes: String { labels.map(\.1).joined(separator: "/") }

  /// In the order of their codes.
  static var names: [String] { labels.map(\.0) }

  /// `A1` for `two-copy`; any other primitive is its own label.
  package static func label(of primitive: String) -> String {
    labels.first { $0.0 == primitive }?.1 ?? primitive
  }

  /// Reads `A1`, `a1`, `two_copy`, `Two-Copy Baseline`, `msg_zerocopy`; nil for anything else, numbers too.
  static func primitive(of text: String) -> String? {
    let word = text.lowercased().filter { $0.isLetter || $0.isNumber }
    // Our peers in plain C are no implementation of copycost, whatever they send like.
    guard !word.hasPrefix("cloop") else { return nil }
    if let label = labels.first(where: { $0.1.lowercased() == word }) { return label.0 }
    let stems = [
      ("two-copy", ["twocopy", "2copy"]), ("one-copy", ["onecopy", "1copy"]),
      ("zero-copy", ["zerocopy", "0copy"]),
    ]
    let found = stems.filter { $0.1.contains { word.contains($0) } }
    return found.count == 1 ? found[0].0 : nil
  }
}

/// What the texts of a column of primitives mean, decided over the whole column: 1 alone may be the first or the second.
struct PublishedCodes {
  private let byText: [String: String]
  /// `0 two-copy, 1 one-copy, 2 zero-copy`; empty without numbers.
  let words: String

  func primitive(_ text: String) -> String? { byText[text] }

  /// - Parameters:
  ///   - texts: of the column.
  ///   - codes: of two-copy, one-copy and zero-copy, where somebody gave them.
  /// - Throws: `UsageError` where numbers can be read in two ways.
  init(_ texts: Set<String>, codes: [String]?, header: String, table: String) throws(UsageError) {
    var byText: [String: String] = [:]
    for text in texts { byText[text] = PublishedPrimitives.primitive(of: text) }
    let numbers = Set(texts.compactMap { Int($0) })
    let codes = if let codes { codes } else { try Self.codes(numbers, header: header, table: table) }
    var words: [String] = []
    for (code, primitive) in zip(codes, PublishedPrimitives.names) where texts.contains(code) {
      byText[code] = primitive
      words.append("\(code) \(primitive)")
    }
    self.byText = byText
    self.words = words.joined(separator: ", ")
  }

  private static func codes(
    _ numbers: Set<Int>, header: String, table: String
  ) throws(UsageError) -> [String] {
    if numbers.isEmpty { return [] }
    let isFromZero = numbers.contains(0) && !numbers.contains(3)
    let isFromOne = numbers.contains(3) && numbers.isSubset(of: [1, 2, 3])
    guard isFromZero || isFromOne else {
      throw .ambiguousCodes(
        numbers.sorted(), column: header, in: table, primitives: PublishedPrimitives.names)
    }
    return (isFromZero ? 0...2 : 1...3).map { "\($0)" }
  }
}
