/// MSG_ZEROCOPY with its completions.
enum ZeroCopySends: AbilityRule {
  static let name = "zero-copy-sends"
  static let enables = "the zero-copy primitive: MSG_ZEROCOPY and its completions"

  static func answer(_ checkup: Checkup) throws(Unknown) -> AbilityAnswer {
    let answer = try trial("can.zerocopy", checkup) { reason in
      if reason.contains("ENOBUFS") {
        return "Raise net.core.optmem_max with sysctl, and `ulimit -l`"
      }
      return "Use Linux 4.14 or newer, not behind a sandbox that has its own TCP"
    }
    guard case .yes = answer else { return answer }
    guard try checkup.value("zerocopy.loopback") == "copied after all" else { return .yes }
    return .noted(
      "to a receiver on this machine the kernel copies after all, as every completion says; over a real "
        + "network device it need not")
  }
}
