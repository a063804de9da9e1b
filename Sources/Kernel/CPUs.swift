import CLinux
import Glibc
import SystemPackage

/// Which CPUs there are, and which of them this process may use.
package enum CPUs {
  /// Numbers of all CPUs that are switched on, ascending.
  ///
  /// Source: /sys/devices/system/cpu/online; where it cannot be read, the CPUs this process may use.
  package static func online() -> [Int] {
    guard let text = try? readLine("/sys/devices/system/cpu/online") else { return allowed() }
    return parse(list: text)
  }

  /// Numbers of the CPUs on which the calling thread may run, ascending.
  ///
  /// Linux: sched_getaffinity(2).
  package static func allowed() -> [Int] {
    var words = [UInt64](repeating: 0, count: maskWords)
    let bytes = cl_get_affinity(&words, words.count * 8)
    guard bytes > 0 else { return [0] }
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

  /// The kernel's list notation, such as `0-3,8`, as numbers.
  package static func parse(list: String) -> [Int] {
    list.split(separator: ",").flatMap { part -> [Int] in
      let ends = part.split(separator: "-").compactMap { Int($0.filter(\.isNumber)) }
      guard let first = ends.first, let last = ends.last, first <= last else { return [] }
      return Array(first...last)
    }
  }

  /// Room for 8192 CPUs: the largest NR_CPUS that x86 kernels are built with.
  private static let maskWords = 8192 / 64

  private static func readLine(_ path: String) throws -> String {
    let file = try FileDescriptor.open(FilePath(path), .readOnly, options: .closeOnExec)
    return try file.closeAfter {
      try String(unsafeUninitializedCapacity: 4096) {
        try file.read(into: UnsafeMutableRawBufferPointer($0))
      }
    }
  }
}
