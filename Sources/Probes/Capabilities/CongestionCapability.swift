import Glibc
import Records

/// Whether this process may give a socket `cubic`, the congestion control that does not pace.
enum CongestionCapability: Capability {
  static func facts(_ tree: FactTree) -> [HostFacts.Fact] {
    [
      fact("can.cubic") { () throws(Unavailable) in
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { throw Unavailable("no TCP socket", errno: errno) }
        defer { close(descriptor) }
        let name = Array("cubic".utf8)
        guard setsockopt(descriptor, Int32(IPPROTO_TCP), TCP_CONGESTION, name, socklen_t(name.count)) == 0
        else { throw Unavailable("TCP_CONGESTION cubic refused", errno: errno) }
      }
    ]
  }
}
