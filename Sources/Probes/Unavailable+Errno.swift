import CLinux
import Glibc
import Records

extension Unavailable {
  /// `cause (ENOENT)`.
  init(_ cause: String, errno number: Int32) {
    self.init("\(cause) (\(errorName(number)))", Refusal(errno: number))
  }

  /// A trial that gave no answer: neither that the thing works nor that it is refused.
  static func untried(_ cause: String) -> Unavailable {
    Unavailable("could not be tried, because \(cause)", .untried)
  }
}

extension Refusal {
  /// What the kernel answered to a call, as far as a rule asks for it.
  init(errno number: Int32) {
    switch number {
    case EPERM, EACCES: self = .notPermitted
    case ENOSYS: self = .noSystemCall
    case ENOBUFS: self = .noBuffers
    case EMFILE: self = .noDescriptors
    case ENFILE: self = .noSystemDescriptors
    default: self = .other
    }
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
