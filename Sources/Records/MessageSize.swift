/// Bytes of a message, typed and printed alike: `64`, `16Ki`, `1Mi`.
package struct MessageSize: Hashable, Comparable, Sendable, CustomStringConvertible {
  package let bytes: Int

  package init(_ bytes: Int) {
    self.bytes = bytes
  }

  /// Reads `64`, `16Ki`, `1Mi`, `1Gi` (also `16K`, `16KiB`: powers of 1024); nil for anything else or below 1.
  package init?(parsing text: String) {
    let digits = text.prefix { $0.isNumber }
    guard let count = Int(digits), count > 0 else { return nil }
    let shift: Int
    switch text.dropFirst(digits.count).lowercased() {
    case "", "b": shift = 0
    case "k", "ki", "kib": shift = 10
    case "m", "mi", "mib": shift = 20
    case "g", "gi", "gib": shift = 30
    default: return nil
    }
    guard count <= Int.max >> (shift + 1) else { return nil }
    self.bytes = count << shift
  }

  package var description: String {
    for (shift, suffix) in [(30, "Gi"), (20, "Mi"), (10, "Ki")] where bytes >= 1 << shift {
      if bytes & ((1 << shift) - 1) == 0 { return "\(bytes >> shift)\(suffix)" }
    }
    return "\(bytes)"
  }

  package static func < (left: MessageSize, right: MessageSize) -> Bool {
    left.bytes < right.bytes
  }
}
