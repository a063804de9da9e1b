/// task-clock, context switches, migrations and page faults of the flow threads.
enum SoftwareCounters: AbilityRule {
  static let name = "software-counters"
  static let enables = "CPU time, context switches, migrations and page faults of flow threads"

  static func answer(_ checkup: Checkup) throws(Unknown) -> AbilityAnswer {
    try trial("can.perf.software", checkup) { Remedies.perf($0, level: 1) }
  }
}
