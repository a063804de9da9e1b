import CLinux
import Records

extension Unavailable {
  /// `cause (ENOENT)`.
  init(_ cause: String, errno number: Int32) {
    self.init("\(cause) (\(errorName(number)))")
  }
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
