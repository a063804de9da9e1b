import Records

extension HostFactsReader {
  /// Protocols (linux/if_ether.h) under which a packet socket is handed the data: everything, IPv4, IPv6.
  private static let listening: Set<String> = ["0003", "0800", "86dd"]

  /// Packet sockets of the caller's network namespace that see IP traffic: `none`, or their protocols and
  /// devices such as `0003 on all devices, 0800 on device 2`.
  ///
  /// Source: /proc/net/packet, packet_seq_show() of net/packet/af_packet.c: sk RefCnt Type Proto Iface R ...,
  /// where R is 1 for a socket that is attached and interface 0 stands for all.
  func packetSocketFacts() -> [HostFacts.Fact] {
    [
      tree.fact("net.packet_sockets") { () throws(Unavailable) in
        let lines = try tree.text("proc/net/packet").split(separator: "\n")
        guard lines.first?.hasPrefix("sk") == true else {
          throw Unavailable("/proc/net/packet is not understood")
        }
        let sockets = lines.dropFirst().compactMap { line -> String? in
          let words = line.split(whereSeparator: \.isWhitespace)
          guard words.count > 5, words[5] == "1", Self.listening.contains(String(words[3])) else {
            return nil
          }
          return "\(words[3]) on \(words[4] == "0" ? "all devices" : "device \(words[4])")"
        }
        return sockets.isEmpty ? "none" : sockets.joined(separator: ", ")
      }
    ]
  }
}
