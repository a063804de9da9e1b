import CLinux
import Records

extension Unavailable {
  /// `cause (ENOENT)`.
  init(_ cause: String, errno number: Int32) {
    self.init("\(cause) (\(errorName(number)))")
  }

  /// A trial that gave no answer: neither that the thing works nor that it is refused.
  static func untried(_ cause: String) -> Unavailable { Unavailable("could not be tried, because \(cause)") }
}

/// `ENOENT` for 2; `errno 4095` for a number that glibc does not know.
func errorName(_ number: Int32) -> String {
  let name = String(cString: cl_errno_name(number))
  return name == "errno" ? "errno \(number)" : name
}

/// CLOCK_MONOTONIC now, in nanoseconds.
func monotonicNanoseconds() -> UInt64 {
  cl_probe_monotonic_nanoseconds()
}
