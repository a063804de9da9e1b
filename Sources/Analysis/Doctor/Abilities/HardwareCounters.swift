/// Events of the CPU's performance monitoring unit.
enum HardwareCounters: AbilityRule {
  static let name = "hardware-counters"
  static let enables = "cycles, instructions and cache misses per byte"

  static func answer(_ checkup: Checkup) throws(Unknown) -> AbilityAnswer {
    try trial("can.perf.hardware", checkup) { reason in
      reason.contains("PMU")
        ? "Measure on the bare machine, or have the hypervisor expose a virtual PMU; CPU time needs none"
        : Remedies.perf(reason, level: 1)
    }
  }
}
