import Records

/// What waking a blocked thread costs on an idle CPU.
enum IdleStates {
  /// Microseconds to leave an idle state that a round trip on one host (some 10) would not notice.
  private static let mostMicroseconds = 10

  static func look(_ checkup: Checkup) throws(Unknown) -> Sighting {
    let driver = try checkup.value("cpu.idle_driver")
    if driver == "haltpoll" { return haltpoll(try? checkup.value("cpu.haltpoll_ns")) }
    if driver == "none" { return .clear("no idle driver") }
    let states = try checkup.value("cpu.idle_states")
    let slow = states.split(separator: ",").compactMap { state -> (name: String, microseconds: Int)? in
      // `C6 133 us`; names may hold spaces.
      let words = state.split(separator: " ")
      guard words.count > 2, let latency = Int(words[words.count - 2]) else { return nil }
      return (words.dropLast(2).joined(separator: " "), latency)
    }.max { $0.microseconds < $1.microseconds }
    guard let slow, slow.microseconds > mostMicroseconds else { return .clear("\(driver): \(states)") }
    return .found(
      .shifts,
      cause: "\(driver) may use idle state \(slow.name), which takes \(slow.microseconds) us to leave",
      effect: "a flow thread that waits wakes late: cells that wait much show the idle state",
      remedy: "Run `cpupower idle-set -D \(mostMicroseconds)` as root during the sweep")
  }

  private static func haltpoll(_ nanoseconds: String?) -> Sighting {
    let remedy: Prose =
      "Compare waiting costs with machines of the same idle driver only; `idle=poll` takes it out of the way"
    if nanoseconds == "0" {
      return .found(
        .shifts, cause: "the idle driver is haltpoll, and guest_halt_poll_ns is 0",
        effect:
          "an idle CPU goes to the hypervisor at once, which the driver asks not to poll: every wake-up "
          + "pays for that exit",
        remedy: remedy)
    }
    return .found(
      .shifts,
      cause:
        "the idle driver is haltpoll: an idle CPU polls for up to \(nanoseconds ?? "unknown") ns before "
        + "it halts",
      effect: "waking is cheaper than on a machine that halts at once, and polling counts as idle time",
      remedy: remedy)
  }
}

/// A clock that is read by a system call and slow hardware.
enum SlowClock {
  /// Those which the vDSO reads without entering the kernel (vclock modes of arch/*/include/asm/vdso).
  private static let fast: Set<String> = [
    "tsc", "kvm-clock", "hyperv_clocksource_tsc_page", "arch_sys_counter", "riscv_clocksource", "timebase",
    "tod",
  ]
  private static let slow: Set<String> = [
    "hpet", "acpi_pm", "jiffies", "refined-jiffies", "pit", "hyperv_clocksource_msr",
  ]

  static func look(_ checkup: Checkup) throws(Unknown) -> Sighting {
    let clock = try checkup.value("clocksource")
    if fast.contains(clock) { return .clear("\(clock)") }
    guard slow.contains(clock) else { throw Unknown("whether clock source \(clock) is fast is not known") }
    return .found(
      .shifts, cause: "the clock source is \(clock)",
      effect: "every reading of the clock is a system call of up to microseconds, which small messages feel",
      remedy: "Boot with `tsc=reliable` or `clocksource=tsc` where the CPU's TSC is sound")
  }
}
