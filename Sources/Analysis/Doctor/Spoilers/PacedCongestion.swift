import Records

/// A congestion control that paces: chosen, which spoils, or the machine's default, which copycost overrides.
enum PacedCongestion: SpoilerRule {
  static let name = "paced"

  static func look(_ checkup: Checkup) throws(Unknown) -> Sighting {
    if let paced = checkup.congestion.sorted().first(where: isPaced) {
      let caveat = Caveats.pacedCongestionControl(paced)
      return .found(.distorts, cause: caveat.cause, effect: caveat.effect, remedy: caveat.remedy)
    }
    let standard = try checkup.value("sysctl.net.ipv4.tcp_congestion_control")
    guard isPaced(standard) else { return .clear("default \(standard)") }
    return .found(
      .handled, cause: "the default congestion control is \(standard), which paces its segments",
      effect:
        "other tools measure its pacer; copycost sets \(checkup.congestion.sorted().joined(separator: ", ")) "
        + "on every socket",
      remedy: "Nothing for copycost; for other tools `sysctl -w net.ipv4.tcp_congestion_control=cubic`")
  }

  /// bbr and its versions are the kernel's only congestion controls that ask for pacing by themselves.
  private static func isPaced(_ name: String) -> Bool { name.hasPrefix("bbr") }
}
