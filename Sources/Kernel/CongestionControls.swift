import CLinux
import Glibc
import SystemPackage

/// The TCP congestion controls this process may choose for a socket.
///
/// Linux: setsockopt(2) TCP_CONGESTION. Without CAP_NET_ADMIN over the network namespace only those of
/// net.ipv4.tcp_allowed_congestion_control may be chosen (tcp(7)); found out by trying, for that list is not shown in
/// every namespace.
package enum CongestionControls {
  /// In the kernel's order of net.ipv4.tcp_available_congestion_control; empty when that cannot be read.
  package static func settable() -> [String] {
    available().filter { name in
      var options = SocketOptions()
      options.congestion = name
      return (try? Socket.listen(address: "127.0.0.1", port: 0, backlog: 1, options: options)) != nil
    }
  }

  private static func available() -> [String] {
    guard
      let file = try? FileDescriptor.open(
        "/proc/sys/net/ipv4/tcp_available_congestion_control", .readOnly, options: .closeOnExec)
    else { return [] }
    let bytes = try? file.closeAfter {
      var buffer = [UInt8](repeating: 0, count: 1024)
      let count = try buffer.withUnsafeMutableBytes { try file.read(into: $0) }
      return Array(buffer.prefix(count))
    }
    return String(decoding: bytes ?? [], as: UTF8.self).split { $0 == " " || $0 == "\n" }.map(String.init)
  }
}
