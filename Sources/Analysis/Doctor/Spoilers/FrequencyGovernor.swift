/// CPU frequency that follows load.
enum FrequencyGovernor: SpoilerRule {
  static let name = "governor"

  static func look(_ checkup: Checkup) throws(Unknown) -> Sighting {
    let governors = try checkup.value("cpu.governors")
    guard governors != "performance" else { return .clear(governors) }
    return .found(
      .distorts, cause: "the frequency governor is \(governors)",
      effect:
        "a sender that leaves its CPU idle more often gets a slower CPU, and its CPU time per byte grows",
      remedy: "Run `cpupower frequency-set -g performance` as root")
  }
}
