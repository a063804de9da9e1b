import CLinux
import Glibc
import SystemPackage

/// A TCP socket that is closed exactly once: when its owner ends.
///
/// Connected sockets block; each wait in here has a deadline on `MonotonicClock`.
package struct Socket: ~Copyable, Sendable {
  package let descriptor: Int32

  /// Takes over a descriptor that nobody else closes.
  package init(owning descriptor: Int32) {
    self.descriptor = descriptor
  }

  deinit {
    _ = Glibc.close(descriptor)
  }

  /// Closes the socket now. Completions not yet read from the error queue are lost.
  package consuming func close() {}

  /// A listening socket on an IPv4 or IPv6 literal; port 0 takes any free port.
  ///
  /// Throws `.addressInUse`, `.addressNotAvailable` (not of this host), `.permissionDenied`,
  /// `.invalidArgument` (no literal).
  package static func listen(
    address: String, port: UInt16, backlog: Int32, options: SocketOptions
  ) throws(Errno) -> Socket {
    let local = try SocketAddress(literal: address, port: port)
    let socket = try Socket(family: local.family)
    try socket.set(SOL_SOCKET, SO_REUSEADDR, 1)
    try socket.apply(options)
    try system(local.withPointer { bind(socket.descriptor, $0, $1) })
    try system(Glibc.listen(socket.descriptor, backlog))
    return socket
  }

  /// The next connection; it blocks, is closed on exec, and inherits the listener's options.
  ///
  /// Throws `.timedOut` at the deadline.
  package func accept(deadline: UInt64) throws(Errno) -> Socket {
    while true {
      let result = cl_accept(descriptor)
      if result >= 0 { return Socket(owning: Int32(result)) }
      switch Errno(rawValue: Int32(-result)) {
      case .wouldBlock: try wait(for: POLLIN, deadline: deadline)
      case .interrupted: continue
      case let error where Self.ofConnection.contains(error):
        guard MonotonicClock.now() < deadline else { throw .timedOut }
      case let error: throw error
      }
    }
  }

  /// Errors of the new connection itself, which accept(2) says to treat like EAGAIN; 64 is ENONET.
  private static let ofConnection: Set<Errno> = [
    .connectionAbort, .connectionReset, .socketNotConnected, .protocolError, .protocolNotAvailable,
    .networkDown,
    .networkUnreachable, .hostIsDown, .noRouteToHost, .notSupportedOnSocket, Errno(rawValue: 64),
    // A firewall forbids this connection.
    .notPermitted,
  ]

  /// Whether the connection ends within this time: reset, or closed in both directions.
  package func isGone(within nanoseconds: UInt64) -> Bool {
    // POLLERR and POLLHUP are answered without being asked for.
    cl_poll(descriptor, 0, Int64(clamping: nanoseconds)) > 0
  }

  /// A connection to an IPv4 or IPv6 literal, from a given local address if there is one.
  ///
  /// Throws `.timedOut` at the deadline, `.connectionRefused`, `.hostUnreachable`, `.addressNotAvailable`.
  package static func connect(
    address: String, port: UInt16, deadline: UInt64, options: SocketOptions, from localAddress: String? = nil
  ) throws(Errno) -> Socket {
    let remote = try SocketAddress(literal: address, port: port)
    let socket = try Socket(family: remote.family)
    try socket.apply(options)
    if let localAddress {
      let local = try SocketAddress(literal: localAddress, port: 0)
      try system(local.withPointer { bind(socket.descriptor, $0, $1) })
    }
    if remote.withPointer({ Glibc.connect(socket.descriptor, $0, $1) }) != 0 {
      let error = Errno(rawValue: errno)
      guard error == .nowInProgress || error == .interrupted else { throw error }
      try socket.wait(for: POLLOUT, deadline: deadline)
      let outcome = try socket.get(SOL_SOCKET, SO_ERROR)
      guard outcome == 0 else { throw Errno(rawValue: Int32(outcome)) }
    }
    try socket.setBlocking(true)
    return socket
  }

  /// The port the socket is bound to.
  package var localPort: UInt16 {
    get throws(Errno) { try SocketAddress { getsockname(descriptor, $0, $1) }.port }
  }

  /// The local end, such as `127.0.0.1:8080` or `[::1]:8080`.
  package var localAddress: String {
    get throws(Errno) { try SocketAddress { getsockname(descriptor, $0, $1) }.text }
  }

  /// The other end, such as `127.0.0.1:8080` or `[::1]:8080`.
  package var peerAddress: String {
    get throws(Errno) { try SocketAddress { getpeername(descriptor, $0, $1) }.text }
  }

  /// Chooses whether calls wait (as after `accept` and `connect`) or answer EAGAIN.
  package func setBlocking(_ blocks: Bool) throws(Errno) {
    let flags = fcntl(descriptor, F_GETFL)
    try system(flags)
    try system(fcntl(descriptor, F_SETFL, blocks ? flags & ~O_NONBLOCK : flags | O_NONBLOCK))
  }

  /// Says "no more bytes from here": the peer reads what is in flight, then the end of the stream.
  ///
  /// An error (the connection is gone) is left to the next call that uses it.
  package func shutdownWrite() {
    _ = Glibc.shutdown(descriptor, Int32(SHUT_WR))
  }

  /// Ends both directions, and with them any thread that is blocked in a call on this socket.
  ///
  /// On this socket, not on the other end's: a peer blocked against a closed window learns nothing of it.
  package func shutdownBoth() {
    _ = Glibc.shutdown(descriptor, Int32(SHUT_RDWR))
  }

  /// Bytes written that the peer has not acknowledged, the end of the stream counting as one; nil for a socket without a
  /// connection. Linux: SIOCOUTQ, tcp(7).
  package var unacknowledgedBytes: Int? {
    var bytes: Int32 = 0
    // The header calls it TIOCOUTQ; Swift does not import the other name of the number.
    return ioctl(descriptor, UInt(TIOCOUTQ), &bytes) == 0 ? Int(bytes) : nil
  }

  /// Has the close send a reset, so that a peer with more to send learns at once that nobody reads it.
  ///
  /// After shutdown(2) alone, a peer that waits for a closed window probes it for minutes. Linux: SO_LINGER of 0 s, socket(7).
  package func resetOnClose() {
    var abort = linger(l_onoff: 1, l_linger: 0)
    _ = setsockopt(descriptor, SOL_SOCKET, SO_LINGER, &abort, socklen_t(MemoryLayout<linger>.size))
  }

  /// A non-blocking stream socket, closed on exec.
  private init(family: Int32) throws(Errno) {
    let type = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue)
    descriptor = Int32(try system(Glibc.socket(family, type, Int32(IPPROTO_TCP))))
  }
}

/// Turns the -1 and errno of a C library call into a thrown error.
@discardableResult
private func system(_ result: Int32) throws(Errno) -> Int32 {
  guard result >= 0 else { throw Errno(rawValue: errno) }
  return result
}
