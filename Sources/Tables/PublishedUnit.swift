/// The units in which published tables give sizes and rates, as their headers write them.
enum PublishedUnit {
  /// What a rate is counted in: bits per second of one unit.
  enum Rate: Hashable {
    case bits(Double)
    /// The letters say neither bits nor bytes: `MBPS`, `mb/s`.
    case unclear
  }

  /// Bytes of a unit of sizes: `B`, `KB`, `K`, `KiB`, `bytes`; a thousand is 1024 in sizes, however it is written.
  static func bytes(_ text: String) -> Int? {
    let word = text.lowercased().filter(\.isLetter)
    if ["b", "byte", "bytes"].contains(word) { return 1 }
    let endings = ["", "b", "ib", "i", "byte", "bytes", "ibyte", "ibytes"]
    guard let prefix = word.first, endings.contains(String(word.dropFirst())) else { return nil }
    switch prefix {
    case "k": return 1 << 10
    case "m": return 1 << 20
    case "g": return 1 << 30
    default: return nil
    }
  }

  /// Reads `Gbps`, `Gbit/s`, `MB/s`, `MBps`, `MiB/s`, `bits/s`: decimal prefixes, binary ones with an `i`; nil for what
  /// is no rate.
  static func rate(_ text: String) -> Rate? {
    let word = text.replacing("_per_", with: "/").replacing(" per ", with: "/").filter { !$0.isWhitespace }
    let (core, isPerSecond) = withoutTime(word)
    let lower = core.lowercased()
    for (ending, bits) in [("bytes", 8.0), ("byte", 8), ("bits", 1), ("bit", 1)] where lower.hasSuffix(ending)
    {
      return factor(lower.dropLast(ending.count)).map { .bits($0 * bits) }
    }
    guard lower.hasSuffix("b"), let factor = factor(lower.dropLast()) else { return nil }
    // One size of letters throughout says nothing; `gbps` alone is bits everywhere.
    let letters = word.filter(\.isLetter)
    if letters == letters.lowercased() {
      return word.lowercased().hasSuffix("ps") ? .bits(factor) : .unclear
    }
    if letters == letters.uppercased(), isPerSecond { return .unclear }
    return .bits(core.hasSuffix("B") ? factor * 8 : factor)
  }

  private static func withoutTime(_ word: String) -> (core: Substring, isPerSecond: Bool) {
    for ending in ["/second", "/sec", "/s", "ps"] where word.lowercased().hasSuffix(ending) {
      return (word.dropLast(ending.count), true)
    }
    return (word[...], false)
  }

  /// `m` is a million, `mi` is 2^20, nothing is 1.
  private static func factor(_ prefix: Substring) -> Double? {
    let powers: [Character: Int] = ["k": 1, "m": 2, "g": 3, "t": 4]
    guard let first = prefix.first else { return 1 }
    guard let power = powers[first] else { return nil }
    switch prefix.dropFirst() {
    case "": return (0..<power).reduce(1) { value, _ in value * 1000 }
    case "i": return (0..<power).reduce(1) { value, _ in value * 1024 }
    default: return nil
    }
  }
}
