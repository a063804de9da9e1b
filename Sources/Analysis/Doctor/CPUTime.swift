import Records

/// CPU time that goes to others: to other programs, and by the hypervisor to other machines.
enum CPUTime {
  /// A moment of 50 ms on 2 CPUs holds ten units of 10 ms, of which the two edges may misplace one each.
  private static let mostBusyPercent = 20.0
  /// Share of all CPU time that is too much, then or since boot.
  private static let mostStolenPercent = 1.0
  /// One unit of 10 ms may be rounding alone.
  private static let fewestUnits = 2.0

  /// Other programs on the CPUs while copycost does nothing.
  static func otherLoad(_ checkup: Checkup) throws(Unknown) -> Sighting {
    let percent = try checkup.number("now.busy_percent")
    guard percent >= mostBusyPercent else { return .clear("CPUs \(Int(percent)) % busy") }
    let average = (try? checkup.value("load_average")).flatMap { $0.split(separator: " ").first }
    let load = average.map { " (load average \($0))" } ?? ""
    return .found(
      .distorts,
      cause: "other programs used \(Int(percent)) % of the CPU time while copycost did nothing\(load)",
      effect: "flow threads wait for CPUs, and whole-machine figures hold the work of others",
      remedy: "End it (`top` names it), or give copycost CPUs of its own with `taskset`")
  }

  /// CPU time that the hypervisor gave to others.
  static func stolen(_ checkup: Checkup) throws(Unknown) -> Sighting {
    let sinceBoot = try checkup.number("cpu.steal_percent_since_boot")
    let now = try checkup.number("now.steal_percent")
    let isStolenNow =
      try checkup.number("now.steal_units") >= fewestUnits && now >= mostStolenPercent
    guard isStolenNow || sinceBoot >= mostStolenPercent else { return .clear("\(sinceBoot) % since boot") }
    return .found(
      .distorts,
      cause: "the hypervisor kept \(now) % of the CPU time just now and \(sinceBoot) % since boot",
      effect: "flow threads stand still without knowing it, and busy time holds what others used",
      remedy: "Use dedicated CPUs or a bare machine; otherwise take more --rounds")
  }
}
