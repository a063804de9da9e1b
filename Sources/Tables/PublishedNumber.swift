import Records

/// Numbers as published tables write them.
enum PublishedNumber {
  /// What stands where a figure could not be had.
  static func isMissing(_ text: String) -> Bool {
    ["", "-", "n/a", "na", "nan", "null", "none", "<not supported>", "<not counted>", "todo"]
      .contains(text.lowercased())
  }

  /// Reads `16384`, `1,048,576`, `4096.0`, `4KB`, `1.5 MiB`: whole bytes, `K`, `KB` and `KiB` being 1024; nil below 1.
  ///
  /// - Parameter unit: bytes of one, where the text has no unit of its own.
  static func bytes(_ text: String, unit: Int) -> Int? {
    let digits = text.prefix { $0.isASCII && ($0.isNumber || ".,_ ".contains($0)) }
    let word = text.dropFirst(digits.count)
    guard let bytes = word.isEmpty ? unit : PublishedUnit.bytes(String(word)),
      word.allSatisfy(\.isLetter), let count = number(digits.filter { $0 != "_" && $0 != " " })
    else { return nil }
    return Int(exactly: count * Double(bytes)).flatMap { $0 > 0 ? $0 : nil }
  }

  /// Reads `4`, `4.0`, `1,024`; nil for anything else or below 1.
  static func count(_ text: String) -> Int? {
    guard text.allSatisfy({ $0.isASCII && !$0.isLetter }) else { return nil }
    return bytes(text, unit: 1)
  }

  /// Reads `21.5`, `2.14875e+09`, `1,234.5`; nil for a negative number and for `3,5` and `9,412`, which may be fractions.
  static func rate(_ text: some StringProtocol) -> Double? {
    let isOpen = text.filter { $0 == "," }.count == 1 && !text.contains(".")
    return isOpen ? nil : number(text)
  }

  private static func number(_ text: some StringProtocol) -> Double? {
    guard let number = text.contains(",") ? grouped(text) : Double(text) else { return nil }
    return number.isFinite && number >= 0 ? number : nil
  }

  /// Digits in groups of two or three, the last of three: `1,048,576` and `1,23,456`.
  private static func grouped(_ text: some StringProtocol) -> Double? {
    let parts = text.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
    let groups = (parts.first ?? "").split(separator: ",", omittingEmptySubsequences: false)
    guard let first = groups.first, let last = groups.last, (1...3).contains(first.count), last.count == 3,
      groups.dropFirst().allSatisfy({ (2...3).contains($0.count) }),
      groups.joined().allSatisfy({ $0.isASCII && $0.isNumber })
    else { return nil }
    return Double(groups.joined() + (parts.count > 1 ? ".\(parts[1])" : ""))
  }

  /// A factor for people: `0.008`, `1`.
  static func short(_ value: Double) -> String {
    value == value.rounded() && abs(value) < 1e15 ? "\(Int(value))" : "\(value)"
  }
}
