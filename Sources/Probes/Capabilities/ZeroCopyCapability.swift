import CLinux
import Glibc
import Kernel
import Records
import SystemPackage

/// One MSG_ZEROCOPY send over loopback, from the option to its completion.
enum ZeroCopyCapability: Capability {
  /// Several pages; a socket with less room takes a part, which completes all the same.
  private static let bytes = 16384

  /// The second fact says whether the kernel copied after all, which it does for every local receiver.
  static func facts(_ tree: FactTree) -> [HostFacts.Fact] {
    var copied: Bool?
    let can = fact("can.zerocopy") { () throws(Unavailable) in copied = try roundTrip() }
    let name = "zerocopy.loopback"
    guard let copied else {
      return [can, HostFacts.Fact(name, unavailable: can.reason ?? "no completion", can.refusal)]
    }
    return [can, HostFacts.Fact(name, (copied ? LoopbackCopy.copied : .notCopied).rawValue)]
  }

  private static func roundTrip() throws(Unavailable) -> Bool {
    let trial = try TrialConnection.open()
    do throws(Errno) {
      try trial.sender.apply(SocketOptions(zerocopy: true))
    } catch {
      throw Unavailable("set SO_ZEROCOPY", errno: error.rawValue)
    }
    // Outlives the completion, or is left to the process: the kernel may still read it.
    let message = UnsafeMutableRawBufferPointer.allocate(byteCount: bytes, alignment: 4096)
    message.initializeMemory(as: UInt8.self, repeating: 0)
    let flags = Int32(MSG_ZEROCOPY | MSG_NOSIGNAL | MSG_DONTWAIT)
    let sent = cl_send(trial.sender.descriptor, message.baseAddress, bytes, flags)
    guard sent >= 0 else { throw Unavailable("send with MSG_ZEROCOPY", errno: Int32(-sent)) }
    var notice = cl_zerocopy_notice()
    try trial.until("the completion of a MSG_ZEROCOPY send") { () throws(Unavailable) in
      let result = cl_take_zerocopy_notice(trial.sender.descriptor, &notice)
      guard result >= 0 || result == -Int(EAGAIN) else {
        throw Unavailable("read the completion of a MSG_ZEROCOPY send", errno: Int32(-result))
      }
      return result == 1
    }
    message.deallocate()
    return notice.copied != 0
  }
}
