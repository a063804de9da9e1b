import CLinux
import DataPath
import Glibc
import Kernel
import SystemPackage
import Testing

/// What a connection under test is like, and how its ends behave.
struct Condition: Sendable, CustomTestStringConvertible {
  var name: String
  var address = "127.0.0.1"
  var sendBufferBytes: Int?
  var receiveBufferBytes: Int?
  /// The sender's socket answers EAGAIN instead of waiting.
  var nonBlocking = false
  /// The sender's calls wait so long at most, then answer with what they have sent (SO_SNDTIMEO).
  var sendTimeoutMicroseconds: Int?
  /// The receiver starts so much later: what does not fit its buffer waits in the sender's.
  var receiverDelayNanoseconds: UInt64 = 0
  /// What one receive may take.
  var bufferBytes = 256 * 1024

  /// What the names of the flow threads begin with.
  var threads = "conf"
  /// Called on each flow thread when it starts and before it ends.
  var onStart: @Sendable () -> Void = {}
  var onEnd: @Sendable () -> Void = {}

  var testDescription: String { name }

  static let plain = Condition(name: "plain")
  /// Completions bear the mark of the other family (IPV6_RECVERR).
  static let ipv6 = Condition(name: "IPv6", address: "::1")
  /// 1 is raised to the minimum of 4608 bytes (SOCK_MIN_SNDBUF).
  static let tinySendBuffer = Condition(
    name: "tiny send buffer, non-blocking", sendBufferBytes: 1, nonBlocking: true, bufferBytes: 4096)
  /// The timeout has the granularity of the timer tick: 4 ms at 250 Hz.
  static let impatientSender = Condition(
    name: "send timeout, late receiver", sendBufferBytes: 1, sendTimeoutMicroseconds: 1000,
    receiverDelayNanoseconds: 20_000_000)
  /// The bulk of each large message waits in the send queue, in the sender's own pages if it lends them.
  ///
  /// Not smaller: each lent field of 512 bytes is charged as a page to the receive buffer, and from 16 KiB on
  /// TCP drops what it cannot charge and crawls from retransmission to retransmission.
  static let lateReceiver = Condition(
    name: "late receiver with a small buffer", sendBufferBytes: 4 << 20, receiveBufferBytes: 128 << 10,
    receiverDelayNanoseconds: 20_000_000)
}

/// A loopback TCP connection: `near` is the sender's end.
struct Connection: ~Copyable, Sendable {
  let near: Socket
  let far: Socket

  /// Does not pace, is in every kernel, and may be chosen by everybody (cubic only where the host allows it).
  private static let congestion = "reno"

  init(_ condition: Condition, zerocopy: Bool) throws(Errno) {
    let deadline = MonotonicClock.now() + 5_000_000_000
    let sending = SocketOptions(
      congestion: Self.congestion, sendBufferBytes: condition.sendBufferBytes, zerocopy: zerocopy)
    let receiving = SocketOptions(
      congestion: Self.congestion, receiveBufferBytes: condition.receiveBufferBytes)
    let listener = try Socket.listen(address: condition.address, port: 0, backlog: 1, options: sending)
    let far = try Socket.connect(
      address: condition.address, port: listener.localPort, deadline: deadline, options: receiving)
    let near = try listener.accept(deadline: deadline)
    try near.apply(sending)
    if condition.nonBlocking { try near.setBlocking(false) }
    if let microseconds = condition.sendTimeoutMicroseconds {
      var timeout = timeval(tv_sec: 0, tv_usec: microseconds)
      setsockopt(near.descriptor, SOL_SOCKET, SO_SNDTIMEO, &timeout, socklen_t(MemoryLayout<timeval>.size))
    }
    self.near = near
    self.far = far
  }

  /// Ends the connection as the death of the receiving process would: the sender is sent a reset.
  ///
  /// Linux: connect(2) with AF_UNSPEC dissolves the association.
  func resetFar() {
    var nobody = sockaddr()
    nobody.sa_family = sa_family_t(AF_UNSPEC)
    _ = connect(far.descriptor, &nobody, socklen_t(MemoryLayout<sockaddr>.size))
  }
}
