import CLinux

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
      let kilohertz = Double(text.filter { !$0.isWhitespace }), kilohertz > 0
    {
      return kilohertz * 1000
    }
    guard first.counter >= 0, last.counter >= 0 else {
      throw Unavailable("this architecture has no time-stamp counter")
    }
    let flags = try readText("\(root)proc/cpuinfo").split(separator: "\n").first { $0.hasPrefix("flags") }
    let words = flags?.split(separator: " ") ?? []
    for needed in ["constant_tsc", "nonstop_tsc"] where !words.contains(Substring(needed)) {
      throw Unavailable("the time-stamp counter has no constant rate (no \(needed) in /proc/cpuinfo)")
    }
    // Both instants are good to some 100 ns: 1 ms apart they give the rate to 0.02 %.
    guard last.nanoseconds > first.nanoseconds + 1_000_000, last.counter > first.counter else {
      throw Unavailable("window is too short to time the time-stamp counter")
    }
    return Double(last.counter - first.counter) / Double(last.nanoseconds - first.nanoseconds) * 1e9
  }
}
