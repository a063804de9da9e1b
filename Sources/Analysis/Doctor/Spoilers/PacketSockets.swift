/// Taps such as tcpdump.
enum PacketSockets: SpoilerRule {
  static let name = "packet-sockets"

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
