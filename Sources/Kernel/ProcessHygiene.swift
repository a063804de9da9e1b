import CLinux
import Glibc
import SystemPackage

/// What a process sets once, at its start, so that a lost peer or a key press does not end it by surprise.
package enum ChildProcessHygiene {
  /// Writing to a closed pipe or socket answers EPIPE and no longer kills the process.
  package static func ignoreBrokenPipe() {
    _ = signal(SIGPIPE, SIG_IGN)
  }

  /// Writing beyond the limit on a file's size answers EFBIG and no longer kills the process (setrlimit(2)).
  package static func ignoreFileSizeLimit() {
    _ = signal(SIGXFSZ, SIG_IGN)
  }

  /// Leaves Ctrl-C and Ctrl-\ to the parent, which shares our terminal and ends us in order.
  package static func ignoreTerminalInterrupts() {
    _ = signal(SIGINT, SIG_IGN)
    _ = signal(SIGQUIT, SIG_IGN)
  }

  /// Raises the soft limit on open descriptors to the hard limit, and answers the limit now in force.
  @discardableResult
  package static func raiseDescriptorLimit() throws(Errno) -> UInt64 {
    var limit = rlimit()
    try check(cl_descriptor_limit(&limit))
    guard limit.rlim_cur < limit.rlim_max else { return UInt64(limit.rlim_cur) }
    limit.rlim_cur = limit.rlim_max
    try check(cl_set_descriptor_limit(&limit))
    return UInt64(limit.rlim_cur)
  }
}
