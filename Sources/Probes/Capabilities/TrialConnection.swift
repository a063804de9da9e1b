import CLinux
import Glibc
import Kernel
import Records
import SystemPackage

/// A connection of this process to itself over 127.0.0.1, on which something is tried within one deadline.
///
/// Whoever sends on it never blocks, and the other end is read while the trial waits: with tcp_wmem or tcp_rmem of a
/// page, a message that nobody reads would never leave.
struct TrialConnection: ~Copyable {
  /// The end that sends; its calls need MSG_DONTWAIT.
  let sender: Socket
  private let receiver: Socket
  private let deadline: UInt64

  /// Of the whole trial. Loopback needs microseconds; a window below a segment is probed after 200 ms (tcp(7), RTO).
  private static let patience: UInt64 = 2_000_000_000
  /// How long the sender's events are awaited before the other end is read again.
  private static let step: UInt64 = 5_000_000

  /// - Throws: `Unavailable` that says that the trial could not be made, and why.
  static func open() throws(Unavailable) -> TrialConnection {
    var step = ""
    do throws(Errno) {
      return try TrialConnection(&step)
    } catch {
      throw .untried("\(step): \(errorName(error.rawValue))")
    }
  }

  private init(_ step: inout String) throws(Errno) {
    let deadline = MonotonicClock.now() + Self.patience
    step = "listen on 127.0.0.1"
    let plain = SocketOptions()
    let listener = try Socket.listen(address: "127.0.0.1", port: 0, backlog: 1, options: plain)
    step = "connect over 127.0.0.1"
    let receiver = try Socket.connect(
      address: "127.0.0.1", port: try listener.localPort, deadline: deadline, options: plain)
    self.sender = try listener.accept(deadline: deadline)
    self.receiver = receiver
    self.deadline = deadline
  }

  /// Reads the other end until the condition holds.
  ///
  /// - Parameter awaited: what the condition is, for the reason.
  /// - Throws: `Unavailable` at the deadline; what the condition throws.
  func until(_ awaited: String, _ holds: () throws(Unavailable) -> Bool) throws(Unavailable) {
    while try !holds() {
      readAll()
      let now = MonotonicClock.now()
      guard now < deadline else {
        throw .untried("\(awaited) did not come within \(Self.patience / 1_000_000_000) s")
      }
      // POLLERR is always reported, whatever is asked for (poll(2)).
      _ = cl_poll(sender.descriptor, 0, Int64(min(Self.step, deadline - now)))
    }
  }

  /// Takes what has arrived at the other end.
  private func readAll() {
    var bytes = [UInt8](repeating: 0, count: 16384)
    while bytes.withUnsafeMutableBytes({
      cl_recv(receiver.descriptor, $0.baseAddress, $0.count, Int32(MSG_DONTWAIT))
    }) > 0 {}
  }
}
