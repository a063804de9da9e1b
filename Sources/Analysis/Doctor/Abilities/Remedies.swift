/// Remedies that several abilities share, by what the kernel said.
enum Remedies {
  /// What helps against a refusal of perf_event_open(2).
  ///
  /// - Parameter level: perf_event_paranoid at which an unprivileged user is granted it.
  static func perf(_ reason: String, level: Int) -> String {
    if reason.contains("perf_event_paranoid") {
      return
        "Run `sysctl -w kernel.perf_event_paranoid=\(level)` as root, or copycost as root or with CAP_PERFMON"
    }
    if reason.contains("RLIMIT_NOFILE") { return "Raise `ulimit -n`" }
    if reason.contains("ENOSYS") || reason.contains("seccomp") {
      return "In a container, allow perf_event_open(2) in its seccomp profile"
    }
    return "Use a kernel built with CONFIG_PERF_EVENTS"
  }
}
