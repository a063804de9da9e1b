import CLinux
import Glibc
import SystemPackage

/// Bytes exchanged before and after the traffic that is measured; never used in a window.
extension Socket {
  /// Exactly `count` bytes, not one more is taken from the socket.
  ///
  /// Throws `.timedOut` at the deadline, `.connectionReset` when the stream ends early.
  package func readExactly(count: Int, deadline: UInt64) throws(Errno) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: count)
    var filled = 0
    while filled < count {
      let result = bytes.withUnsafeMutableBytes {
        cl_recv(descriptor, $0.baseAddress! + filled, count - filled, Int32(MSG_DONTWAIT))
      }
      if result == 0 { throw .connectionReset }
      try advance(&filled, by: result, waitingFor: POLLIN, deadline: deadline)
    }
    return bytes
  }

  /// Writes all bytes. Throws `.timedOut` at the deadline, `.brokenPipe` when the peer is gone.
  package func writeAll(_ bytes: [UInt8], deadline: UInt64) throws(Errno) {
    let flags = Int32(MSG_DONTWAIT | MSG_NOSIGNAL)
    var written = 0
    while written < bytes.count {
      let result = bytes.withUnsafeBytes {
        cl_send(descriptor, $0.baseAddress! + written, bytes.count - written, flags)
      }
      try advance(&written, by: result, waitingFor: POLLOUT, deadline: deadline)
    }
  }

  /// Waits until an event of poll(2), an error or a hang-up is there. Throws `.timedOut` at the deadline.
  package func wait(for events: Int32, deadline: UInt64) throws(Errno) {
    while true {
      let result = cl_poll(descriptor, events, MonotonicClock.remaining(until: deadline))
      if result > 0 { return }
      if result == 0 { throw .timedOut }
      guard result == -Int(EINTR) else { throw Errno(rawValue: Int32(-result)) }
    }
  }

  private func advance(
    _ done: inout Int, by result: Int, waitingFor events: Int32, deadline: UInt64
  ) throws(Errno) {
    guard result < 0 else {
      done += result
      return
    }
    switch Errno(rawValue: Int32(-result)) {
    case .wouldBlock: try wait(for: events, deadline: deadline)
    case .interrupted: return
    case let error: throw error
    }
  }
}
