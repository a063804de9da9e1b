/// What a header of somebody's table names and in which unit: `Throughput (MB/s)`, `MsgSize_Bytes`, `sizeKB`.
struct PublishedHeader {
  let text: String
  /// Lower case, letters only, without the unit; empty for a header that is nothing but a unit.
  let name: String
  /// As written, for letters may tell bits from bytes; nil without.
  let unit: String?

  init(_ text: String) {
    self.text = text
    let parts = Self.parts(text)
    name = parts.name.lowercased().filter(\.isLetter)
    unit = parts.unit
  }

  private static func parts(_ text: String) -> (name: Substring, unit: String?) {
    if let open = text.firstIndex(where: { "([".contains($0) }) {
      let inside = text[text.index(after: open)...].prefix { !")]".contains($0) }
      return (text[..<open], inside.isEmpty ? nil : String(inside))
    }
    if isUnit(text[...]) { return ("", text) }
    for place in text.indices.dropFirst() where begins(text, place) && isUnit(text[place...]) {
      return (text[..<place], String(text[place...]))
    }
    return (text[...], nil)
  }

  /// Whether a word may begin here: behind a separator, or with a capital behind a small letter.
  private static func begins(_ text: String, _ place: String.Index) -> Bool {
    let previous = text[text.index(before: place)]
    return "_ -.:,".contains(previous) || previous.isLowercase && text[place].isUppercase
  }

  private static func isUnit(_ text: Substring) -> Bool {
    text.allSatisfy { $0.isLetter || "/ _".contains($0) }
      && (PublishedUnit.bytes(String(text)) != nil || PublishedUnit.rate(String(text)) != nil)
  }
}
