/// The kernel's own records of copies.
enum Tracepoints: AbilityRule {
  static let name = "tracepoints"
  static let enables = "bytes copied to user space at receive, counted by the kernel's tracepoint"

  static func answer(_ checkup: Checkup) throws(Unknown) -> AbilityAnswer {
    try trial("can.tracepoints", checkup) { reason in
      if reason.contains("not mounted") {
        return "Run `mount -t tracefs tracefs /sys/kernel/tracing` as root"
      }
      if reason.contains("EACCES") || reason.contains("EPERM") {
        return "Run copycost as root, or `mount -o remount,mode=755 /sys/kernel/tracing` and "
          + "`sysctl -w kernel.perf_event_paranoid=-1`"
      }
      return Remedies.perf(reason, level: -1)
    }
  }
}
