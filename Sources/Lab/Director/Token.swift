/// The random word with which every data connection of a job starts, so that nobody else's bytes enter a figure.
package enum Token {
  /// 128 bits as 32 hexadecimal digits.
  package static func random(using generator: inout some RandomNumberGenerator) -> String {
    (0..<2).map { _ in
      let digits = String(UInt64.random(in: .min ... .max, using: &generator), radix: 16)
      return String(repeating: "0", count: 16 - digits.count) + digits
    }.joined()
  }
}
