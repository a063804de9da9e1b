import CLinux

/// Why something could not be read, in a few words that are shown to people and stored.
package struct Unavailable: Error, Hashable, Sendable, CustomStringConvertible {
  package var reason: String

  package init(_ reason: String) {
    self.reason = reason
  }

  /// `cause (ENOENT)`.
  init(_ cause: String, errno number: Int32) {
    self.reason = "\(cause) (\(errorName(number)))"
  }

  /// A trial that gave no answer: neither that the thing works nor that it is refused.
  static func untried(_ cause: String) -> Unavailable { Unavailable("could not be tried, because \(cause)") }

  package var description: String { reason }
}

/// A value, or the reason why there is none.
package typealias Obtained<Value> = Result<Value, Unavailable>

/// `ENOENT` for 2; `errno 4095` for a number that glibc does not know.
func errorName(_ number: Int32) -> String {
  let name = String(cString: cl_errno_name(number))
  return name == "errno" ? "errno \(number)" : name
}

/// CLOCK_MONOTONIC now, in nanoseconds.
func monotonicNanoseconds() -> UInt64 {
  cl_probe_monotonic_nanoseconds()
}
