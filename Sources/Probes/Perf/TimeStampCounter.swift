import CLinux
import Records

/// How fast the time-stamp counter of this machine runs.
///
/// Source: /sys/devices/system/cpu/cpu0/tsc_freq_khz where a kernel has it, else the counter itself (RDTSC)
/// against CLOCK_MONOTONIC between two instants, which needs no privilege.
struct TimeStampCounter: Sendable {
  /// The counter and the clock at one instant.
  struct Instant: Sendable {
    var counter: Int64
    var nanoseconds: UInt64

    static func now() -> Instant {
      Instant(counter: cl_time_stamp_counter(), nanoseconds: monotonicNanoseconds())
    }
  }

  /// - Parameter root: `/`, or a directory that stands for it.
  static func hertz(from first: Instant, to last: Instant, root: String = "/") throws(Unavailable) -> Double {
    if let text = try? readText("\(root)sys/devices/system/cpu/cpu0/tsc_freq_khz"),
      let kilohertz = UInt32(text.filter { !$0.isWhitespace }), kilohertz > 0
    {
      return Double(kilohertz) * 1000
    }
    guard first.counter >= 0, last.counter >= 0 else {
      throw Unavailable("this architecture has no time-stamp counter")
    }
    let missing = root == "/" ? missingHere : missingFlag(root: root)
    if let reason = try missing.get() { throw Unavailable(reason) }
    // Both instants are good to some 100 ns: 1 ms apart they give the rate to 0.02 %.
    guard last.nanoseconds > first.nanoseconds + 1_000_000, last.counter > first.counter else {
      throw Unavailable("window is too short to time the time-stamp counter")
    }
    return Double(last.counter - first.counter) / Double(last.nanoseconds - first.nanoseconds) * 1e9
  }

  /// Asked once: a processor keeps its flags, and the file takes longer the more CPUs there are.
  private static let missingHere = missingFlag(root: "/")

  /// Why the counter's rate is not known to be constant; nil where it is.
  private static func missingFlag(root: String) -> Obtained<String?> {
    do throws(Unavailable) {
      let text = try readText("\(root)proc/cpuinfo")
      let flags = text.split(separator: "\n").first { $0.hasPrefix("flags") }
      let words = flags?.split(separator: " ") ?? []
      let missing = ["constant_tsc", "nonstop_tsc"].first { !words.contains(Substring($0)) }
      return .success(
        missing.map { "the time-stamp counter has no constant rate (no \($0) in /proc/cpuinfo)" })
    } catch {
      return .failure(error)
    }
  }
}
