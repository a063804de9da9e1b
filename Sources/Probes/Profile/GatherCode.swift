import CLinux
import Records

/// Where the memcpy lies with which a flow thread gathers a message.
///
/// Source: the address the dynamic linker chose for memcpy on this CPU, bounded by its mapping in
/// /proc/self/maps, proc_pid_maps(5). The function of glibc 2.36 to 2.41 is 1 to 3 KiB long; its neighbours,
/// other variants and string functions, are not called while flows run.
enum GatherCode {
  static let longestMemcpy: UInt64 = 4096

  static func addresses() -> Obtained<Range<UInt64>> {
    do throws(Unavailable) {
      return .success(try addresses(of: cl_memcpy_address(), in: try readText("/proc/self/maps")))
    } catch {
      return .failure(error)
    }
  }

  /// - Throws: when no executable mapping holds the address.
  static func addresses(of function: UInt64, in maps: String) throws(Unavailable) -> Range<UInt64> {
    for line in maps.split(separator: "\n") {
      let words = line.split(separator: " ", maxSplits: 2)
      let limits = words.first?.split(separator: "-").compactMap { UInt64($0, radix: 16) } ?? []
      guard limits.count == 2, limits[0] < limits[1], limits[0]..<limits[1] ~= function else { continue }
      guard words.count > 1, words[1].contains("x") else {
        throw Unavailable("memcpy lies in a mapping that cannot be executed")
      }
      return function..<min(limits[1], function + longestMemcpy)
    }
    throw Unavailable("memcpy lies in no mapping of /proc/self/maps")
  }
}
