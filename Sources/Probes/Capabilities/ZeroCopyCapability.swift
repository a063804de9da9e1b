import CLinux
import Glibc
import Kernel
import Records
import SystemPackage

/// One MSG_ZEROCOPY send over loopback, from the option to its completion.
enum ZeroCopyCapability: Capability {
  /// Longest wait for each step; loopback needs microseconds.
  private static let patience: UInt64 = 500_000_000
  /// Several pages, and less than any receive window.
  private static let bytes = 16384

  /// The second fact says whether the kernel copied after all, which it does for every local receiver.
  static func facts(_ tree: FactTree) -> [HostFacts.Fact] {
    var copied: Bool?
    var step = "listen on 127.0.0.1"
    let can = fact("can.zerocopy") { () throws(Unavailable) in
      do throws(Errno) {
        copied = try roundTrip(&step)
      } catch {
        throw Unavailable(step, errno: error.rawValue)
      }
    }
    let name = "zerocopy.loopback"
    guard let copied else {
      return [can, HostFacts.Fact(name, unavailable: can.reason ?? "no completion")]
    }
    return [can, HostFacts.Fact(name, copied ? "copied after all" : "not copied")]
  }

  private static func roundTrip(_ step: inout String) throws(Errno) -> Bool {
    let deadline = MonotonicClock.now() + patience
    let plain = SocketOptions()
    let listener = try Socket.listen(address: "127.0.0.1", port: 0, backlog: 1, options: plain)
    step = "connect over 127.0.0.1"
    let receiver = try Socket.connect(
      address: "127.0.0.1", port: try listener.localPort, deadline: deadline, options: plain)
    let sender = try listener.accept(deadline: deadline)
    step = "set SO_ZEROCOPY"
    try sender.apply(SocketOptions(zerocopy: true))
    step = "send with MSG_ZEROCOPY"
    // Outlives the completion, or is left to the process: the kernel may still read it.
    let message = UnsafeMutableRawBufferPointer.allocate(byteCount: bytes, alignment: 4096)
    message.initializeMemory(as: UInt8.self, repeating: 0)
    let flags = Int32(MSG_ZEROCOPY) | Int32(MSG_NOSIGNAL)
    let sent = cl_send(sender.descriptor, message.baseAddress, bytes, flags)
    guard sent >= 0 else { throw Errno(rawValue: Int32(-sent)) }
    step = "wait for the completion of a MSG_ZEROCOPY send"
    let copied = try completion(of: sender, deadline: deadline)
    message.deallocate()
    withExtendedLifetime(receiver) {}
    return copied
  }

  private static func completion(of sender: borrowing Socket, deadline: UInt64) throws(Errno) -> Bool {
    var notice = cl_zerocopy_notice()
    while true {
      let result = cl_take_zerocopy_notice(sender.descriptor, &notice)
      if result == 1 { return notice.copied != 0 }
      guard result == 0 || result == Int(-EAGAIN) else { throw Errno(rawValue: Int32(-result)) }
      let now = MonotonicClock.now()
      guard now < deadline else { throw .timedOut }
      // POLLERR is always reported, whatever is asked for (poll(2)).
      if result < 0 { _ = cl_poll(sender.descriptor, 0, Int64(deadline - now)) }
    }
  }
}
