import Records

/// Samples of where the kernel spends time.
enum KernelSampling {
  static func answer(_ checkup: Checkup) throws(Unknown) -> AbilityAnswer {
    let answer = try Trial.perf("can.perf.samples", level: 1).answer(checkup)
    guard case .yes = answer, try !hasHardwareCounters(checkup) else { return answer }
    return .limited(
      "sampled by a timer, for there is no hardware PMU: code that runs with interrupts disabled is not seen",
      remedy: "Read such shares as lower bounds, or measure on a machine with a PMU")
  }

  /// Whether the PMU counts; unknown when nobody tried.
  private static func hasHardwareCounters(_ checkup: Checkup) throws(Unknown) -> Bool {
    guard let fact = checkup.host.facts.first(where: { $0.name == "can.perf.hardware" }) else {
      throw Unknown("can.perf.hardware was not recorded")
    }
    return fact.value != nil
  }
}

/// MSG_ZEROCOPY with its completions.
enum ZeroCopySends {
  private static let trial = Trial(
    "can.zerocopy", [.noBuffers: "Raise net.core.optmem_max with sysctl, and `ulimit -l`"],
    otherwise: "Use Linux 4.14 or newer, not behind a sandbox that has its own TCP")

  static func answer(_ checkup: Checkup) throws(Unknown) -> AbilityAnswer {
    let answer = try trial.answer(checkup)
    guard case .yes = answer else { return answer }
    guard LoopbackCopy(rawValue: try checkup.value("zerocopy.loopback")) == .copied else { return .yes }
    return .noted(
      "to a receiver on this machine the kernel copies after all, as every completion says; over a real "
        + "network device it need not")
  }
}

/// io_uring with its zero-copy sends.
enum IOUring {
  private static let setup = Trial(
    "can.io_uring",
    [
      .ioUringDisabled: "Run `sysctl -w kernel.io_uring_disabled=0` as root",
      .noSystemCall: "Use a kernel built with CONFIG_IO_URING",
    ],
    otherwise: "In a container, allow io_uring_setup(2) in its seccomp profile")
  private static let zeroCopy = Trial("can.io_uring.sendmsg_zc", otherwise: "Use Linux 6.1 or newer")

  static func answer(_ checkup: Checkup) throws(Unknown) -> AbilityAnswer {
    let answer = try setup.answer(checkup)
    guard case .yes = answer else { return answer }
    let zeroCopy = try zeroCopy.answer(checkup)
    guard case .no(let reason, let remedy) = zeroCopy else { return zeroCopy }
    return .limited(reason, remedy: remedy)
  }
}
