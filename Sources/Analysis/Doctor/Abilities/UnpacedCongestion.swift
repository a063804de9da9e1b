/// A congestion control that lets the primitive set the pace.
enum UnpacedCongestion: AbilityRule {
  static let name = "unpaced-congestion"
  static let enables = "cubic on every socket of a sweep, whatever the default of the machine"

  static func answer(_ checkup: Checkup) throws(Unknown) -> AbilityAnswer {
    try trial("can.cubic", checkup) { reason in
      if reason.contains("EPERM") {
        return "As root add cubic to sysctl net.ipv4.tcp_allowed_congestion_control; or run as root, use "
          + "--link veth or --congestion reno"
      }
      return "Run `modprobe tcp_cubic` as root, or use --congestion reno"
    }
  }
}
