import CLinux
import Glibc
import SystemPackage

/// Which CPUs this process may use.
package enum CPUs {
  /// Numbers of the CPUs on which the calling thread may run, ascending.
  ///
  /// Linux: sched_getaffinity(2).
  package static func allowed() -> [Int] { allowedNow() ?? [0] }

  /// The same; nil where the kernel does not say.
  static func allowedNow() -> [Int]? {
    var words = [UInt64](repeating: 0, count: maskWords)
    let bytes = cl_get_affinity(&words, words.count * 8)
    guard bytes > 0 else { return nil }
    return (0..<(bytes * 8)).filter { words[$0 / 64] >> UInt64($0 % 64) & 1 == 1 }
  }

  /// Lets the calling thread run on these CPUs only.
  ///
  /// Throws `.invalidArgument` when none of them exists or is allowed. Linux: sched_setaffinity(2).
  package static func pinThisThread(to cpus: [Int]) throws(Errno) {
    var words = [UInt64](repeating: 0, count: maskWords)
    for cpu in cpus {
      guard (0..<(maskWords * 64)).contains(cpu) else { throw .invalidArgument }
      words[cpu / 64] |= 1 << UInt64(cpu % 64)
    }
    try check(cl_set_affinity(&words, words.count * 8))
  }

  /// Room for 8192 CPUs: the largest NR_CPUS that x86 kernels are built with.
  private static let maskWords = 8192 / 64
}
