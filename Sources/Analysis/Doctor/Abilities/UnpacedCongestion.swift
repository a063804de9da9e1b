/// A congestion control that lets the primitive set the pace.
enum UnpacedCongestion: AbilityRule {
  static let name = "unpaced-congestion"
  static let enables = "cubic on every socket of a sweep, whatever the default of the machine"

  static func answer(_ checkup: Checkup) throws(Unknown) -> AbilityAnswer {
    try trial("can.cubic", checkup) { _ in
      "Run `modprobe tcp_cubic`, add it to net.ipv4.tcp_allowed_congestion_control, or use --congestion reno"
    }
  }
}
