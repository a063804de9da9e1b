import Records

/// How much memory the messages of a sender cycle through, as typed: `hot`, `llc`, `cold`, or a size.
package enum Footprint: Hashable, Sendable {
  /// One message a flow, sent again and again: it stays in the caches next to the CPU.
  case hot
  /// Half of the last-level cache, so that the receiver's buffers and the kernel's have room beside it.
  case llc
  /// Twice the last-level cache: by the time a message's turn comes again, it has been evicted.
  case cold
  case bytes(Int)

  private static let names: [String: Footprint] = ["hot": .hot, "llc": .llc, "cold": .cold]

  /// Words and sizes, comma-separated, in the order typed, without repeats.
  ///
  /// - Throws: `UsageError` that names the part that is neither.
  package static func list(_ text: String, flag: String) throws(UsageError) -> [Footprint] {
    var result: [Footprint] = []
    for part in text.split(separator: ",", omittingEmptySubsequences: false).map(String.init) {
      var values: [Footprint] = []
      if let named = names[part] {
        values = [named]
      } else if let sizes = try? Axis.sizes(part, flag: flag) {
        values = sizes.map(Footprint.bytes)
      } else {
        throw .notAFootprint(part, of: text, flag: flag)
      }
      result += values.filter { !result.contains($0) }
    }
    return result
  }
}
