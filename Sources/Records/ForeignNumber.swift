/// Arithmetic on numbers that others wrote: the kernel, another program, an archive.
///
/// Such a number may be anything; lxcfs gives idle times near 2^64 that run backwards. Each step answers the exact
/// result or throws the reason why there is none: nothing wraps, traps or becomes 0. Names are of the number, as they
/// stand in the reason: `idle time of /proc/stat`.
package enum ForeignNumber {
  /// The whole number from 0 to 2^64 - 1 that a text is, decimal digits without a sign.
  package static func count(
    _ text: some StringProtocol, _ name: @autoclosure () -> String
  ) throws(Unavailable) -> UInt64 {
    guard !text.isEmpty, text.utf8.allSatisfy({ (48...57).contains($0) }) else {
      throw Unavailable("\(name()) is no whole number: '\(text.prefix(24))'")
    }
    guard let value = UInt64(text) else { throw Unavailable("\(name()) exceeds 64 bits") }
    return value
  }

  /// The same of ASCII bytes, without making a text of them.
  package static func count(
    digits: some Collection<UInt8>, _ name: @autoclosure () -> String
  ) throws(Unavailable) -> UInt64 {
    guard !digits.isEmpty else { throw Unavailable("\(name()) is empty") }
    var value: UInt64 = 0
    for byte in digits {
      guard (48...57).contains(byte) else { throw Unavailable("\(name()) is no whole number") }
      value = try sum([try product(value, 10, name()), UInt64(byte - 48)], name())
    }
    return value
  }

  /// How much a counter grew between two readings.
  package static func growth(
    from first: UInt64, to last: UInt64, _ name: @autoclosure () -> String
  ) throws(Unavailable) -> UInt64 {
    guard last >= first else { throw Unavailable("\(name()) went backwards") }
    return last - first
  }

  package static func sum(
    _ terms: some Sequence<UInt64>, _ name: @autoclosure () -> String
  ) throws(Unavailable) -> UInt64 {
    var sum: UInt64 = 0
    for term in terms {
      let (next, overflow) = sum.addingReportingOverflow(term)
      guard !overflow else { throw Unavailable("\(name()) exceeds 64 bits") }
      sum = next
    }
    return sum
  }

  package static func product(
    _ value: UInt64, _ factor: UInt64, _ name: @autoclosure () -> String
  ) throws(Unavailable) -> UInt64 {
    let (product, overflow) = value.multipliedReportingOverflow(by: factor)
    guard !overflow else { throw Unavailable("\(name()) exceeds 64 bits") }
    return product
  }

  /// The nearest whole number to a fraction that is finite, not below 0 and below 2^63.
  package static func whole(
    _ value: Double, _ name: @autoclosure () -> String
  ) throws(Unavailable) -> UInt64 {
    guard value.isFinite, value >= 0, value < 0x1p63 else {
      throw Unavailable("\(name()) is out of range: \(value)")
    }
    return UInt64(value.rounded())
  }
}
