import Glibc
import Testing

/// Two ends of one TCP connection over 127.0.0.1.
final class LoopbackPair: Sendable {
  let sender: Int32
  let receiver: Int32

  init() throws {
    let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    defer { Glibc.close(listener) }
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    func withGeneric(_ body: (UnsafeMutablePointer<sockaddr>) -> Int32) -> Int32 {
      withUnsafeMutablePointer(to: &address) {
        $0.withMemoryRebound(to: sockaddr.self, capacity: 1, body)
      }
    }
    let size = length
    try #require(withGeneric { bind(listener, $0, size) } == 0)
    try #require(listen(listener, 1) == 0)
    try #require(withGeneric { getsockname(listener, $0, &length) } == 0)
    sender = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    var name = Array("cubic".utf8)
    let congestion = setsockopt(sender, Int32(IPPROTO_TCP), TCP_CONGESTION, &name, socklen_t(name.count))
    try #require(congestion == 0)
    let connection = sender
    try #require(withGeneric { connect(connection, $0, size) } == 0)
    receiver = accept(listener, nil, nil)
    try #require(receiver >= 0)
  }

  deinit {
    Glibc.close(sender)
    Glibc.close(receiver)
  }

  /// Sends so many bytes while another thread receives them; returns when all have arrived.
  func transfer(bytes total: Int) {
    let receiver = receiver
    let worker = Worker {
      var buffer = [UInt8](repeating: 0, count: 65536)
      var left = total
      while left > 0 {
        let count = recv(receiver, &buffer, min(left, buffer.count), 0)
        guard count > 0 else { return }
        left -= count
      }
    }
    let buffer = [UInt8](repeating: 7, count: 65536)
    var left = total
    while left > 0 {
      let count = send(sender, buffer, min(left, buffer.count), Int32(MSG_NOSIGNAL))
      guard count > 0 else { break }
      left -= count
    }
    worker.join()
  }

  /// Sends without a receiver until nothing more fits.
  func fill() {
    let buffer = [UInt8](repeating: 7, count: 65536)
    let flags = Int32(MSG_NOSIGNAL | MSG_DONTWAIT)
    var refusals = 0
    while refusals < 5 {
      if send(sender, buffer, buffer.count, flags) > 0 {
        refusals = 0
      } else {
        refusals += 1
        usleep(10_000)
      }
    }
  }
}
