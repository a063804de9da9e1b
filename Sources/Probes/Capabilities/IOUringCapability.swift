import CLinux
import Records

/// Whether io_uring_setup(2) is granted, and whether the kernel knows its zero-copy sends.
enum IOUringCapability: Capability {
  static func facts(_ tree: FactTree) -> [HostFacts.Fact] {
    let answer = cl_try_io_uring()
    return [
      fact("can.io_uring") { () throws(Unavailable) in try check(answer, tree) },
      fact("can.io_uring.send_zc") { () throws(Unavailable) in
        try check(answer, tree)
        guard answer & 1 != 0 else { throw Unavailable("this kernel has no IORING_OP_SEND_ZC") }
      },
      fact("can.io_uring.sendmsg_zc") { () throws(Unavailable) in
        try check(answer, tree)
        guard answer & 2 != 0 else { throw Unavailable("this kernel has no IORING_OP_SENDMSG_ZC") }
      },
    ]
  }

  private static func check(_ answer: Int32, _ tree: FactTree) throws(Unavailable) {
    guard answer < 0 else { return }
    if let level = try? tree.text("proc/sys/kernel/io_uring_disabled"), level != "0" {
      let setting = "\(Refusal.ioUringDisabled.rawValue)=\(level)"
      throw Unavailable("io_uring refused, \(setting) (\(errorName(-answer)))", .ioUringDisabled)
    }
    throw Unavailable("io_uring refused", errno: -answer)
  }
}
