/// CPU time that the hypervisor gave to others.
enum StolenTime: SpoilerRule {
  static let name = "steal"
  /// Share of all CPU time that is too much, then or since boot.
  static let mostPercent = 1.0
  /// One unit of 10 ms may be rounding alone.
  static let fewestUnits = 2.0

  static func look(_ checkup: Checkup) throws(Unknown) -> Sighting {
    let sinceBoot = try checkup.number("cpu.steal_percent_since_boot")
    let now = try checkup.number("now.steal_percent")
    let isStolenNow = try checkup.number("now.steal_units") >= fewestUnits && now >= mostPercent
    guard isStolenNow || sinceBoot >= mostPercent else { return .clear("\(sinceBoot) % since boot") }
    return .found(
      .distorts,
      cause: "the hypervisor kept \(now) % of the CPU time just now and \(sinceBoot) % since boot",
      effect: "flow threads stand still without knowing it, and busy time holds what others used",
      remedy: "Use dedicated CPUs or a bare machine; otherwise take more --rounds")
  }
}
