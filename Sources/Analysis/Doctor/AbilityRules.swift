import Records

/// What the doctor asks about measuring, in the order in which it answers.
enum AbilityRules {
  static let all: [AbilityRule] = [
    AbilityRule(
      "software-counters", enables: "CPU time, context switches, migrations and page faults of flow threads",
      trial: .perf("can.perf.software", level: 1)),
    AbilityRule(
      "hardware-counters", enables: "cycles, instructions and cache misses per byte",
      trial: .perf("can.perf.hardware", level: 1, [.noPMU: virtualPMU, .noEvent: virtualPMU])),
    AbilityRule(
      "machine-counters", enables: "counters of whole CPUs, softirq and other tasks included",
      trial: .perf("can.perf.machine", level: 0)),
    AbilityRule(
      "kernel-sampling", enables: "profiles by kernel function class", answer: KernelSampling.answer),
    AbilityRule(
      "kernel-symbols", enables: "names of kernel functions in a profile",
      trial: Trial(
        "can.kallsyms",
        [
          .hiddenSymbols:
            "Run `sysctl -w kernel.kptr_restrict=0 kernel.perf_event_paranoid=1`, or run as root"
        ],
        otherwise: "Use a kernel built with CONFIG_KALLSYMS")),
    AbilityRule(
      "tracepoints", enables: "bytes copied to user space at receive, counted by the kernel's tracepoint",
      trial: .perf(
        "can.tracepoints", level: -1,
        [
          .notMounted: "Run `mount -t tracefs tracefs /sys/kernel/tracing` as root",
          .notPermitted: openTracefs, .filtered: openTracefs,
        ])),
    AbilityRule(
      "network-namespaces", enables: "the veth link: two network namespaces joined by a virtual cable",
      trial: Trial(
        "can.namespace.network",
        [
          .userNamespaceClone: sysctl(.userNamespaceClone, 1),
          .userNamespaces: sysctl(.userNamespaces, 15000),
          .networkNamespaces: sysctl(.networkNamespaces, 15000),
          .restrictedUserNamespaces: sysctl(.restrictedUserNamespaces, 0),
        ],
        otherwise:
          "Run as root; in a container, allow unshare(2) or grant CAP_SYS_ADMIN; or use --link loopback")),
    AbilityRule(
      "zero-copy-sends", enables: "zero-copy sends: MSG_ZEROCOPY and its completions",
      answer: ZeroCopySends.answer),
    AbilityRule(
      "option-memory", enables: "many zero-copy sends under way on one socket", answer: OptionMemory.answer),
    AbilityRule(
      "locked-memory", enables: "many bytes of zero-copy sends under way", answer: LockedMemory.answer),
    AbilityRule("io-uring", enables: "send primitives over io_uring", answer: IOUring.answer),
    unpacedCongestion,
  ]
}

extension AbilityRules {
  /// A congestion control that lets the primitive set the pace; without it a machine is grade D.
  static let unpacedCongestion = AbilityRule(
    "unpaced-congestion", enables: "cubic on every socket of a sweep, whatever the default of the machine",
    trial: Trial(
      "can.cubic",
      [
        .notPermitted:
          "As root add cubic to sysctl net.ipv4.tcp_allowed_congestion_control; or run as root, use "
          + "--link veth or --congestion reno"
      ],
      otherwise: "Run `modprobe tcp_cubic` as root, or use --congestion reno"))

  private static let virtualPMU: Prose =
    "Measure on the bare machine, or have the hypervisor expose a virtual PMU; CPU time needs none"

  private static let openTracefs: Prose =
    "Run copycost as root, or `mount -o remount,mode=755 /sys/kernel/tracing` and "
    + "`sysctl -w kernel.perf_event_paranoid=-1`"

  private static func sysctl(_ setting: Refusal, _ value: Int) -> Prose {
    "Run `sysctl -w \(setting.rawValue)=\(value)` as root, or use --link loopback"
  }
}

extension Trial {
  /// A trial of perf_event_open(2).
  ///
  /// - Parameters:
  ///   - level: perf_event_paranoid at which an unprivileged user is granted it.
  ///   - own: what helps against refusals that this trial alone has, or that mean something else here.
  static func perf(_ fact: String, level: Int, _ own: [Refusal: Prose] = [:]) -> Trial {
    let filter: Prose = "In a container, allow perf_event_open(2) in its seccomp profile"
    let common: [Refusal: Prose] = [
      .perfEventParanoid:
        "Run `sysctl -w kernel.perf_event_paranoid=\(level)` as root, or copycost as root or with CAP_PERFMON",
      .noDescriptors: "Raise `ulimit -n`", .noSystemDescriptors: "Raise the sysctl fs.file-max as root",
      .noSystemCall: filter, .filtered: filter,
    ]
    return Trial(
      fact, common.merging(own) { $1 }, otherwise: "Use a kernel built with CONFIG_PERF_EVENTS")
  }
}
