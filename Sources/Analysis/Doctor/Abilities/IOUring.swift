/// io_uring with its zero-copy sends.
enum IOUring: AbilityRule {
  static let name = "io-uring"
  static let enables = "send primitives over io_uring"

  static func answer(_ checkup: Checkup) throws(Unknown) -> AbilityAnswer {
    let answer = try trial("can.io_uring", checkup) { reason in
      if reason.contains("io_uring_disabled") { return "Run `sysctl -w kernel.io_uring_disabled=0` as root" }
      if reason.contains("ENOSYS") { return "Use a kernel built with CONFIG_IO_URING" }
      return "In a container, allow io_uring_setup(2) in its seccomp profile"
    }
    guard case .yes = answer else { return answer }
    let zeroCopy = try trial("can.io_uring.sendmsg_zc", checkup) { _ in "Use Linux 6.1 or newer" }
    guard case .no(let reason, let remedy) = zeroCopy else { return zeroCopy }
    return .limited(reason, remedy: remedy)
  }
}
