/// Names for the addresses in a profile.
enum KernelSymbols: AbilityRule {
  static let name = "kernel-symbols"
  static let enables = "names of kernel functions in a profile"

  static func answer(_ checkup: Checkup) throws(Unknown) -> AbilityAnswer {
    try trial("can.kallsyms", checkup) { reason in
      reason.contains("kptr_restrict")
        ? "Run `sysctl -w kernel.kptr_restrict=0 kernel.perf_event_paranoid=1`, or run as root"
        : "Use a kernel built with CONFIG_KALLSYMS"
    }
  }
}
