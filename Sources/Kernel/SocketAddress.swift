import CLinux
import Glibc
import SystemPackage

/// An IPv4 or IPv6 address with its port, as the kernel takes it.
struct SocketAddress {
  private(set) var storage = sockaddr_storage()
  private(set) var length: socklen_t = 0

  /// From a literal such as `127.0.0.1`, `::1` or `fe80::1%eth0`; names are not looked up.
  ///
  /// Throws `.invalidArgument` for anything that is no literal.
  init(literal: String, port: UInt16) throws(Errno) {
    var hints = addrinfo()
    hints.ai_flags = AI_NUMERICHOST | AI_NUMERICSERV
    hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
    var found: UnsafeMutablePointer<addrinfo>?
    guard getaddrinfo(literal, String(port), &hints, &found) == 0, let first = found else {
      throw .invalidArgument
    }
    defer { freeaddrinfo(first) }
    length = first.pointee.ai_addrlen
    withUnsafeMutableBytes(of: &storage) {
      $0.copyMemory(from: UnsafeRawBufferPointer(start: first.pointee.ai_addr, count: Int(length)))
    }
  }

  /// Filled by getsockname(2) or getpeername(2).
  init(from call: (UnsafeMutablePointer<sockaddr>, UnsafeMutablePointer<socklen_t>) -> Int32) throws(Errno) {
    var size = socklen_t(MemoryLayout<sockaddr_storage>.size)
    var bytes = sockaddr_storage()
    let result = withUnsafeMutablePointer(to: &bytes) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { call($0, &size) }
    }
    guard result == 0 else { throw Errno(rawValue: errno) }
    storage = bytes
    length = size
  }

  /// AF_INET or AF_INET6.
  var family: Int32 { Int32(storage.ss_family) }

  /// The port in host byte order. It stands at the same place in both families.
  var port: UInt16 {
    withUnsafeBytes(of: storage) { UInt16(bigEndian: $0.load(fromByteOffset: 2, as: UInt16.self)) }
  }

  /// Hands the address to a call such as bind(2).
  func withPointer(_ call: (UnsafePointer<sockaddr>, socklen_t) -> Int32) -> Int32 {
    withUnsafePointer(to: storage) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { call($0, length) }
    }
  }

  /// Such as `127.0.0.1:8080` or `[::1]:8080`.
  var text: String {
    var host = [CChar](repeating: 0, count: 128)
    let result = withPointer {
      getnameinfo($0, $1, &host, socklen_t(host.count), nil, 0, NI_NUMERICHOST)
    }
    guard result == 0 else { return "?:\(port)" }
    let name = String(decoding: host.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
    return family == AF_INET6 ? "[\(name)]:\(port)" : "\(name):\(port)"
  }
}
