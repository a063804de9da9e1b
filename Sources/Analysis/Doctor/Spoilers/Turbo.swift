/// Frequencies above the nominal one, which depend on heat and on the other cores.
enum Turbo: SpoilerRule {
  static let name = "turbo"

  static func look(_ checkup: Checkup) throws(Unknown) -> Sighting {
    guard try checkup.value("cpu.turbo") == "on" else { return .clear("off") }
    return .found(
      .shifts, cause: "turbo is on",
      effect:
        "speed depends on temperature and on how many cores work: cells with more flows get slower CPUs",
      remedy: "As root `echo 1 > /sys/devices/system/cpu/intel_pstate/no_turbo`, or "
        + "`echo 0 > /sys/devices/system/cpu/cpufreq/boost`")
  }
}
