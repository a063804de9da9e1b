/// Counters of a whole CPU, whoever runs on it.
enum MachineCounters: AbilityRule {
  static let name = "machine-counters"
  static let enables = "counters of whole CPUs, softirq and other tasks included"

  static func answer(_ checkup: Checkup) throws(Unknown) -> AbilityAnswer {
    try trial("can.perf.machine", checkup) { Remedies.perf($0, level: 0) }
  }
}
