import Records

/// A congestion control that paces: chosen, which spoils, or the machine's default, which copycost overrides.
enum PacedCongestion {
  static func look(_ checkup: Checkup) throws(Unknown) -> Sighting {
    if let paced = checkup.congestion.sorted().first(where: isPaced) {
      return .found(.distorts, Caveats.pacedCongestionControl(paced))
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

/// Taps such as tcpdump.
enum PacketSockets {
  static func look(_ checkup: Checkup) throws(Unknown) -> Sighting {
    let sockets = try checkup.value("net.packet_sockets")
    guard sockets != "none" else { return .clear("none") }
    // A veth link is made in network namespaces of its own, where nobody listens.
    if checkup.links == ["veth"] { return .clear("\(sockets), but not in the namespaces of the veth link") }
    // Loopback is device 1 of every network namespace.
    let isOnPath = sockets.split(separator: ",").contains {
      $0.hasSuffix("all devices") || $0.hasSuffix("device 1")
    }
    return .found(
      isOnPath ? .distorts : .shifts,
      cause: "packet sockets are open (protocol \(sockets))",
      effect: "where the data passes them, every packet is handed over too and zero-copy sends are copied",
      remedy: "End tcpdump, DHCP clients and the like (`ss -0 -p` names them), or use --link veth")
  }
}
