/// Walks through JSON that this program wrote, arrays of numbers and texts, without making a value of every part.
struct JSONScanner {
  private let bytes: [UInt8]
  private var place = 0

  init(_ text: String) {
    bytes = Array(text.utf8)
  }

  /// Whether everything was walked through.
  var isAtEnd: Bool { place == bytes.count }

  /// Whether a text is next.
  var isAtText: Bool { next == UInt8(ascii: "\"") }

  private var next: UInt8? { place < bytes.count ? bytes[place] : nil }

  /// Steps over one character, if it is the next.
  mutating func take(_ character: Unicode.Scalar) -> Bool {
    guard next == UInt8(ascii: character) else { return false }
    place += 1
    return true
  }

  /// The number that is next, as exact as it was written; nil for anything else.
  mutating func number() -> Double? {
    let start = place
    let isNegative = take("-")
    if let count = digits(), !isInsideNumber {
      return isNegative ? -Double(count) : Double(count)
    }
    while isInsideNumber { place += 1 }
    return Double(String(decoding: bytes[start..<place], as: UTF8.self))
  }

  /// The count that is next, or nil where `null` is; false for anything else.
  mutating func count(_ count: inout UInt64?) -> Bool {
    count = digits()
    if count != nil { return true }
    guard bytes[place...].starts(with: Self.null) else { return false }
    place += Self.null.count
    return true
  }

  /// The text that is next; nil for anything else.
  ///
  /// - Parameter expected: what it probably is; then that one is answered, without making another.
  mutating func text(expected: String) -> String? {
    guard isAtText else { return nil }
    let start = place + 1
    var isEscaped = false
    place = start
    while let byte = next, byte != UInt8(ascii: "\"") {
      isEscaped = isEscaped || byte == UInt8(ascii: "\\")
      place = min(place + (byte == UInt8(ascii: "\\") ? 2 : 1), bytes.count)
    }
    guard place < bytes.count else { return nil }
    place += 1
    if isEscaped {
      return try? StoredJSON.value(String.self, String(decoding: bytes[start - 1..<place], as: UTF8.self))
    }
    let text = bytes[start..<place - 1]
    return expected.utf8.elementsEqual(text) ? expected : String(decoding: text, as: UTF8.self)
  }

  /// nil when the next is no digit, or a number does not fit.
  private mutating func digits() -> UInt64? {
    let start = place
    var number: UInt64 = 0
    while let byte = next, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) {
      let (tens, overflow) = number.multipliedReportingOverflow(by: 10)
      let (sum, carry) = tens.addingReportingOverflow(UInt64(byte - UInt8(ascii: "0")))
      if overflow || carry { return nil }
      number = sum
      place += 1
    }
    return place > start ? number : nil
  }

  private var isInsideNumber: Bool {
    guard let byte = next else { return false }
    return (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || byte == UInt8(ascii: ".")
      || byte | 0x20 == UInt8(ascii: "e") || byte == UInt8(ascii: "-") || byte == UInt8(ascii: "+")
  }

  private static let null = Array("null".utf8)
}
