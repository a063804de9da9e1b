import Records

/// What the doctor looks for that spoils figures, in the order in which it looks.
enum SpoilerRules {
  static let all: [SpoilerRule] = [
    SpoilerRule(
      "debug-build", fact: "build", spoils: { $0.hasPrefix("debug") },
      found: { _ in
        .found(
          .distorts, cause: "the worker is a debug build",
          effect: "its send loops cost more than the calls they make",
          remedy: "Build with `make build` or `swift build -c release`")
      }),
    SpoilerRule("other-load", look: CPUTime.otherLoad),
    SpoilerRule("steal", look: CPUTime.stolen),
    SpoilerRule("flows-over-cpus") { checkup throws(Unknown) in
      let cpus = try checkup.allowedCPUs().count
      return checkup.flows * 2 > cpus
        ? .found(.distorts, Caveats.moreFlowsThanCPUs(flows: checkup.flows, cpus: cpus))
        : .clear("\(checkup.flows * 2) flow threads on \(cpus) CPUs")
    },
    SpoilerRule("paced", look: PacedCongestion.look),
    SpoilerRule("packet-sockets", look: PacketSockets.look),
    SpoilerRule("smt-siblings", look: CPUGroups.siblings),
    SpoilerRule("hybrid-cores", look: CPUGroups.kinds),
    SpoilerRule("numa", look: CPUGroups.memoryNodes),
    SpoilerRule(
      "governor", fact: "cpu.governors", spoils: { $0 != "performance" },
      found: { governors in
        .found(
          .distorts, cause: "the frequency governor is \(governors)",
          effect:
            "a sender that leaves its CPU idle more often gets a slower CPU, and its CPU time per byte grows",
          remedy: "Run `cpupower frequency-set -g performance` as root")
      }),
    SpoilerRule(
      "turbo", fact: "cpu.turbo", spoils: { $0 == "on" },
      found: { _ in
        .found(
          .shifts, cause: "turbo is on",
          effect:
            "speed depends on temperature and on how many cores work: cells with more flows get slower CPUs",
          remedy: "As root `echo 1 > /sys/devices/system/cpu/intel_pstate/no_turbo`, or "
            + "`echo 0 > /sys/devices/system/cpu/cpufreq/boost`")
      }),
    SpoilerRule("idle-driver", look: IdleStates.look),
    SpoilerRule(
      "transparent-huge-pages", fact: "memory.transparent_hugepage", spoils: { $0 == "always" },
      found: { _ in
        .found(
          .shifts, cause: "transparent huge pages are set to always",
          effect:
            "whether a large buffer lies in huge pages depends on free memory, and with it the cost of pinning "
            + "and copying it",
          remedy: "As root `echo madvise > /sys/kernel/mm/transparent_hugepage/enabled`")
      }),
    SpoilerRule("clock-source", look: SlowClock.look),
  ]
}
