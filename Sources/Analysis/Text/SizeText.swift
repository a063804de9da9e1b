import Records

/// Sizes in bytes as people type and read them.
package enum SizeText {
  /// `16Ki`, `1Mi`; a size that is no round power of two stays in bytes.
  package static func text(_ bytes: Int) -> String { MessageSize(bytes).description }

  /// Estimated sizes, of which no more than three digits are meant: `9.8Ki`, `640`.
  package static func rounded(_ bytes: Double) -> String {
    guard abs(bytes) < 0x1p53 else { return bytes.description }
    for (scale, suffix) in [(1_073_741_824.0, "Gi"), (1_048_576.0, "Mi"), (1024.0, "Ki")] where bytes >= scale
    {
      let value = bytes / scale
      let tenths = (10 * value).rounded() / 10
      return tenths >= 100 || tenths == tenths.rounded()
        ? "\(Int(value.rounded()))\(suffix)" : "\(tenths)\(suffix)"
    }
    return "\(Int(bytes.rounded()))"
  }
}
