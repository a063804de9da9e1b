/// A clock that is read by a system call and slow hardware.
enum SlowClock: SpoilerRule {
  static let name = "clock-source"
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
    if fast.contains(clock) { return .clear(clock) }
    guard slow.contains(clock) else { throw Unknown("whether clock source \(clock) is fast is not known") }
    return .found(
      .shifts, cause: "the clock source is \(clock)",
      effect: "every reading of the clock is a system call of up to microseconds, which small messages feel",
      remedy: "Boot with `tsc=reliable` or `clocksource=tsc` where the CPU's TSC is sound")
  }
}
