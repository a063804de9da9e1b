import Analysis
import Foundation
import Records
import Testing

@testable import Lab

@Suite("Doctor on machines made of files")
struct DoctorTests {
  private static let cpu = "sys/devices/system/cpu"

  @Test("a calm machine that grants everything is grade A, with every check made")
  func calm() throws {
    let report = try FakeMachine().report(flows: 2)
    #expect(report.findings.isEmpty)
    #expect(report.unchecked.isEmpty)
    #expect(report.abilities.allSatisfy { $0.status == .yes })
    #expect(report.grade == .a)
    #expect(report.caveats == [])
  }

  @Test("a machine that tells nothing has only unknowns, and is not grade A")
  func silent() throws {
    let report = DoctorReport(Checkup(host: HostFacts()))
    #expect(report.findings.isEmpty)
    #expect(report.clear.isEmpty)
    #expect(report.abilities.allSatisfy { $0.status == .unknown && $0.reason != nil })
    #expect(report.grade == .b)
  }

  struct Cause: Sendable {
    var finding: String
    var weight: DoctorFinding.Weight
    /// Words of the cause or remedy.
    var says: String
    var files: [String: String?] = [:]
    var facts: [HostFacts.Fact] = []
    var flows = 1
  }

  private static func siblings() -> [String: String?] {
    var files: [String: String?] = [:]
    for (number, list) in ["0,2", "1,3", "0,2", "1,3"].enumerated() {
      files["\(cpu)/cpu\(number)/topology/thread_siblings_list"] = list
    }
    return files
  }

  private static func status(cpus: String) -> String { "CapEff:\t00\nCpus_allowed_list:\t\(cpus)" }

  static let causes: [Cause] = [
    Cause(
      finding: "debug-build", weight: .distorts, says: "swift build -c release",
      facts: [HostFacts.Fact("build", "debug: not to be believed")]),
    Cause(
      finding: "other-load", weight: .distorts, says: "used 35 % of the CPU time",
      facts: [HostFacts.Fact("now.busy_percent", "35.20")]),
    Cause(
      finding: "steal", weight: .distorts, says: "kept 3.0 %",
      facts: [HostFacts.Fact("now.steal_percent", "3.00"), HostFacts.Fact("now.steal_units", "2")]),
    Cause(
      finding: "steal", weight: .distorts, says: "2.0 % since boot",
      files: ["proc/stat": FakeMachine.stat(busyUnits: 92_000, stolenUnits: 10_040)]),
    Cause(finding: "flows-over-cpus", weight: .distorts, says: "3 flows need 6 threads on 4 CPUs", flows: 3),
    Cause(
      finding: "flows-over-cpus", weight: .distorts, says: "on 2 CPUs",
      files: ["proc/self/status": status(cpus: "1-2")], flows: 2),
    Cause(
      finding: "paced", weight: .handled, says: "bbr, which paces",
      files: ["proc/sys/net/ipv4/tcp_congestion_control": "bbr"]),
    Cause(
      finding: "packet-sockets", weight: .distorts, says: "0003 on all devices",
      files: ["proc/net/packet": "\(FakeMachine.packetHeader)\nff 3 3 0003 0 1 0 0 12345"]),
    Cause(
      finding: "packet-sockets", weight: .distorts, says: "0800 on device 1",
      files: ["proc/net/packet": "\(FakeMachine.packetHeader)\nff 3 3 0800 1 1 0 0 12345"]),
    Cause(
      finding: "packet-sockets", weight: .shifts, says: "0800 on device 2",
      files: ["proc/net/packet": "\(FakeMachine.packetHeader)\nff 3 3 0800 2 1 0 0 12345"]),
    Cause(finding: "smt-siblings", weight: .distorts, says: "taskset -c 0,1 copycost", files: siblings()),
    Cause(
      finding: "hybrid-cores", weight: .distorts, says: "taskset -c 0,1 copycost",
      files: ["sys/devices/cpu_core/cpus": "0-1", "sys/devices/cpu_atom/cpus": "2-3"]),
    Cause(
      finding: "hybrid-cores", weight: .distorts, says: "taskset -c 1-3 copycost",
      files: ["\(cpu)/cpu0/cpu_capacity": "446"]),
    Cause(
      finding: "numa", weight: .distorts, says: "--cpunodebind=0 --membind=0",
      files: [
        "sys/devices/system/node/node0/cpulist": "0-1", "sys/devices/system/node/node1/cpulist": "2-3",
      ]),
    Cause(
      finding: "governor", weight: .distorts, says: "powersave",
      files: ["\(cpu)/cpu2/cpufreq/scaling_governor": "powersave"]),
    Cause(finding: "turbo", weight: .shifts, says: "no_turbo", files: ["\(cpu)/intel_pstate/no_turbo": "0"]),
    Cause(
      finding: "idle-driver", weight: .shifts, says: "polls for up to 200000 ns",
      files: [
        "\(cpu)/cpuidle/current_driver": "haltpoll",
        "sys/module/haltpoll/parameters/guest_halt_poll_ns": "200000",
      ]),
    Cause(
      finding: "idle-driver", weight: .shifts, says: "C6, which takes 133 us",
      files: ["\(cpu)/cpu0/cpuidle/state2/name": "C6", "\(cpu)/cpu0/cpuidle/state2/latency": "133"]),
    Cause(
      finding: "transparent-huge-pages", weight: .shifts, says: "echo madvise",
      files: ["sys/kernel/mm/transparent_hugepage/enabled": "[always] madvise never"]),
    Cause(
      finding: "clock-source", weight: .shifts, says: "hpet",
      files: ["sys/devices/system/clocksource/clocksource0/current_clocksource": "hpet"]),
  ]

  @Test("a cause brings its finding and no other", arguments: causes)
  func finding(_ cause: Cause) throws {
    let report = try FakeMachine(files: cause.files, facts: cause.facts).report(flows: cause.flows)
    #expect(report.findings.map(\.name) == [cause.finding])
    #expect(report.unchecked.isEmpty)
    let finding = try #require(report.findings.first)
    #expect(finding.weight == cause.weight)
    #expect("\(finding.cause.rendered) \(finding.remedy.rendered)".contains(cause.says), "\(finding)")
    #expect(!finding.effect.rendered.isEmpty)
    let grades: [DoctorFinding.Weight: Grade] = [.distorts: .c, .shifts: .b, .handled: .a]
    #expect(report.grade == grades[cause.weight])
  }

  @Test("every rule that looks for a spoiler is tried above")
  func allTried() throws {
    let tried = Set(Self.causes.map(\.finding))
    #expect(Set(try FakeMachine().report().clear.map(\.name)) == tried)
  }

  static let harmless: [Cause] = [
    Cause(
      finding: "packet-sockets", weight: .distorts, says: "LLDP is not IP",
      files: ["proc/net/packet": "\(FakeMachine.packetHeader)\nff 3 3 88cc 2 1 0 0 12345"]),
    Cause(
      finding: "packet-sockets", weight: .distorts, says: "not attached",
      files: ["proc/net/packet": "\(FakeMachine.packetHeader)\nff 3 3 0003 0 0 0 0 12345"]),
    Cause(
      finding: "idle-driver", weight: .shifts, says: "a deep state that is switched off",
      files: [
        "\(cpu)/cpu0/cpuidle/state2/name": "C6", "\(cpu)/cpu0/cpuidle/state2/latency": "133",
        "\(cpu)/cpu0/cpuidle/state2/disable": "1",
      ]),
    Cause(
      finding: "smt-siblings", weight: .distorts, says: "one thread of each core",
      files: siblings().merging(["proc/self/status": status(cpus: "0-1")]) { $1 }),
    Cause(
      finding: "hybrid-cores", weight: .distorts, says: "one kind of core",
      files: [
        "sys/devices/cpu_core/cpus": "0-1", "sys/devices/cpu_atom/cpus": "2-3",
        "proc/self/status": status(cpus: "2-3"),
      ]),
    Cause(
      finding: "numa", weight: .distorts, says: "one node",
      files: [
        "sys/devices/system/node/node0/cpulist": "0-1", "sys/devices/system/node/node1/cpulist": "2-3",
        "proc/self/status": status(cpus: "2-3"),
      ]),
    Cause(
      finding: "steal", weight: .distorts, says: "one unit is rounding",
      facts: [HostFacts.Fact("now.steal_percent", "5.00"), HostFacts.Fact("now.steal_units", "1")]),
    Cause(
      finding: "other-load", weight: .distorts, says: "little",
      facts: [HostFacts.Fact("now.busy_percent", "12.00")]),
  ]

  @Test("what only looks like a cause brings no finding", arguments: harmless)
  func noFinding(_ cause: Cause) throws {
    let report = try FakeMachine(files: cause.files, facts: cause.facts).report()
    #expect(report.findings.isEmpty, "\(cause.says)")
    #expect(report.clear.contains { $0.name == cause.finding })
  }

  @Test(
    "a check whose file is missing is unknown with the reason, never clear",
    arguments: [
      ("governor", [0, 1, 2, 3].map { "\(cpu)/cpu\($0)/cpufreq/scaling_governor" }),
      ("turbo", ["\(cpu)/intel_pstate/no_turbo"]),
      ("packet-sockets", ["proc/net/packet"]),
      ("idle-driver", ["\(cpu)/cpuidle/current_driver"]),
      ("clock-source", ["sys/devices/system/clocksource/clocksource0/current_clocksource"]),
      ("transparent-huge-pages", ["sys/kernel/mm/transparent_hugepage/enabled"]),
      ("numa", ["sys/devices/system/node/node0/cpulist"]),
      ("smt-siblings", [0, 1, 2, 3].map { "\(cpu)/cpu\($0)/topology/thread_siblings_list" }),
      ("hybrid-cores", [0, 1, 2, 3].map { "\(cpu)/cpu\($0)/cpu_capacity" }),
      ("paced", ["proc/sys/net/ipv4/tcp_congestion_control"]),
      ("steal", ["proc/stat"]),
    ])
  func missing(_ check: String, _ files: [String]) throws {
    let gone = Dictionary(uniqueKeysWithValues: files.map { ($0, String?.none) })
    let report = try FakeMachine(files: gone).report()
    #expect(report.unchecked.map(\.name) == [check])
    #expect(report.unchecked.allSatisfy { !$0.text.rendered.isEmpty })
    #expect(report.findings.isEmpty)
    #expect(report.grade == .b)
  }

  @Test("a /proc/stat that stands still is no busy machine")
  func frozen() throws {
    var machine = FakeMachine()
    machine.facts.removeAll { $0.name.hasPrefix("now.") }
    let report = try machine.report()
    #expect(report.unchecked.map(\.name) == ["other-load", "steal"])
    #expect(report.unchecked.allSatisfy { $0.text.rendered == "/proc/stat stands still" })
  }

  struct Lack: Sendable {
    var ability: String
    var status: Ability.Status
    var remedy: String
    var fact: HostFacts.Fact
    /// Abilities that lose something with it.
    var others: [String] = []
  }

  private static func refused(
    _ name: String, _ reason: Prose, _ refusal: Refusal = .other
  ) -> HostFacts.Fact {
    HostFacts.Fact(name, unavailable: reason, refusal)
  }

  static let lacks: [Lack] = [
    Lack(
      ability: "software-counters", status: .no, remedy: "kernel.perf_event_paranoid=1",
      fact: refused("can.perf.software", "perf_event_paranoid=2", .perfEventParanoid)),
    Lack(
      ability: "hardware-counters", status: .no, remedy: "virtual PMU",
      fact: refused("can.perf.hardware", "no hardware PMU (ENOENT)", .noPMU), others: ["kernel-sampling"]),
    Lack(
      ability: "machine-counters", status: .no, remedy: "kernel.perf_event_paranoid=0",
      fact: refused("can.perf.machine", "perf_event_paranoid=4", .perfEventParanoid)),
    Lack(
      ability: "kernel-sampling", status: .no, remedy: "seccomp",
      fact: refused(
        "can.perf.samples", "kernel has no perf events or a seccomp filter hides them (ENOSYS)",
        .noSystemCall)),
    Lack(
      ability: "software-counters", status: .no, remedy: "seccomp",
      fact: refused(
        "can.perf.software",
        "EPERM: refused although perf_event_paranoid=1; a seccomp filter or security module", .filtered)),
    Lack(
      ability: "kernel-symbols", status: .no, remedy: "kernel.kptr_restrict=0",
      fact: refused("can.kallsyms", "/proc/kallsyms shows only zeros (kptr_restrict=1)", .hiddenSymbols)),
    Lack(
      ability: "tracepoints", status: .no, remedy: "mount -t tracefs",
      fact: refused("can.tracepoints", "tracefs is not mounted at /sys/kernel/tracing", .notMounted)),
    Lack(
      ability: "tracepoints", status: .no, remedy: "kernel.perf_event_paranoid=-1",
      fact: refused("can.tracepoints", "perf_event_paranoid=2", .perfEventParanoid)),
    Lack(
      ability: "network-namespaces", status: .no, remedy: "sysctl -w user.max_net_namespaces=15000",
      fact: refused(
        "can.namespace.network", "unshare refused, user.max_net_namespaces=0 (ENOSPC)", .networkNamespaces)),
    Lack(
      ability: "network-namespaces", status: .no,
      remedy: "sysctl -w kernel.apparmor_restrict_unprivileged_userns=0",
      fact: refused(
        "can.namespace.network", "unshare refused, kernel.apparmor_restrict_unprivileged_userns=1 (EPERM)",
        .restrictedUserNamespaces)),
    Lack(
      ability: "network-namespaces", status: .no, remedy: "--link loopback",
      fact: refused("can.namespace.network", "unshare refused (EPERM)", .notPermitted)),
    Lack(
      ability: "zero-copy-sends", status: .no, remedy: "Linux 4.14",
      fact: refused("can.zerocopy", "set SO_ZEROCOPY (ENOPROTOOPT)")),
    Lack(
      ability: "zero-copy-sends", status: .no, remedy: "net.core.optmem_max",
      fact: refused("can.zerocopy", "send with MSG_ZEROCOPY (ENOBUFS)", .noBuffers)),
    Lack(
      ability: "option-memory", status: .limited, remedy: "net.core.optmem_max=1048576",
      fact: HostFacts.Fact("namespace.optmem_max", "20480")),
    Lack(
      ability: "option-memory", status: .limited, remedy: "net.core.optmem_max=1048576",
      fact: HostFacts.Fact("sysctl.net.core.optmem_max", "20480")),
    Lack(
      ability: "locked-memory", status: .limited, remedy: "ulimit -l unlimited",
      fact: HostFacts.Fact("process.memlock_limit_bytes", "65536")),
    Lack(
      ability: "io-uring", status: .no, remedy: "kernel.io_uring_disabled=0",
      fact: refused("can.io_uring", "io_uring refused, kernel.io_uring_disabled=2 (EPERM)", .ioUringDisabled)),
    Lack(
      ability: "io-uring", status: .limited, remedy: "Linux 6.1",
      fact: refused("can.io_uring.sendmsg_zc", "this kernel has no IORING_OP_SENDMSG_ZC")),
    Lack(
      ability: "unpaced-congestion", status: .no, remedy: "modprobe tcp_cubic",
      fact: refused("can.cubic", "TCP_CONGESTION cubic refused (ENOENT)")),
    Lack(
      ability: "unpaced-congestion", status: .no, remedy: "tcp_allowed_congestion_control",
      fact: refused("can.cubic", "TCP_CONGESTION cubic refused (EPERM)", .notPermitted)),
  ]

  @Test("what a trial was refused is missing with reason and remedy, and nothing else is", arguments: lacks)
  func ability(_ lack: Lack) throws {
    let report = try FakeMachine(facts: [lack.fact]).report()
    let missing = report.abilities.filter { $0.status != .yes }
    #expect(Set(missing.map(\.name)) == Set([lack.ability] + lack.others))
    let ability = try #require(missing.first { $0.name == lack.ability })
    #expect(ability.status == lack.status)
    #expect(ability.reason?.rendered.isEmpty == false)
    #expect(ability.remedy?.rendered.contains(lack.remedy) == true, "\(ability)")
    #expect(report.findings.isEmpty)
    #expect(report.grade == (lack.ability == "unpaced-congestion" ? .d : .b))
  }

  @Test("a remedy follows the refusal and never the words of the reason")
  func wordsDecideNothing() throws {
    func remedy(_ refusal: Refusal?) throws -> String? {
      let fact = HostFacts.Fact("can.cubic", unavailable: "words that say EPERM", refusal)
      return try FakeMachine(facts: [fact]).report().abilities.last?.remedy?.rendered
    }
    #expect(try remedy(.notPermitted)?.contains("tcp_allowed_congestion_control") == true)
    // An archive made before refusals were stored has only the words.
    #expect(try remedy(nil)?.contains("modprobe tcp_cubic") == true)
  }

  @Test("a trial that gave no answer leaves its ability unknown, with no remedy")
  func untried() throws {
    let fact = Self.refused("can.zerocopy", "could not be tried, because it rains", .untried)
    let report = try FakeMachine(facts: [fact]).report()
    let sends = try #require(report.abilities.first { $0.name == "zero-copy-sends" })
    #expect(sends.status == .unknown && sends.remedy == nil)
    #expect(sends.reason?.rendered == "could not be tried, because it rains")
  }

  @Test("every ability is refused above")
  func allRefused() throws {
    #expect(Set(try FakeMachine().report().abilities.map(\.name)) == Set(Self.lacks.map(\.ability)))
  }

  @Test("locked memory is no matter for whoever holds CAP_IPC_LOCK or has no limit")
  func lockedMemory() throws {
    let small = HostFacts.Fact("process.memlock_limit_bytes", "65536")
    let capable = FakeMachine(
      files: ["proc/self/status": "CapEff:\t0000000000004000\nCpus_allowed_list:\t0-3"], facts: [small])
    #expect(try capable.report().grade == .a)
    let unlimited = FakeMachine(facts: [HostFacts.Fact("process.memlock_limit_bytes", "unlimited")])
    #expect(try unlimited.report().grade == .a)
    #expect(try FakeMachine().report(flows: 2).grade == .a)
    #expect(
      try FakeMachine(facts: [HostFacts.Fact("process.memlock_limit_bytes", "8000000")]).report(flows: 2)
        .grade == .b)
  }

  @Test("one or two distorting findings are grade C, three are D, the heaviest come first")
  func grades() throws {
    let hpet = ["sys/devices/system/clocksource/clocksource0/current_clocksource": "hpet"]
    let busy = HostFacts.Fact("now.busy_percent", "90.00")
    let debug = HostFacts.Fact("build", "debug")
    let two = try FakeMachine(files: hpet, facts: [busy, debug]).report()
    #expect(two.grade == .c)
    #expect(two.findings.map(\.name) == ["debug-build", "other-load", "clock-source"])
    #expect(try FakeMachine(files: hpet, facts: [busy, debug]).report(flows: 9).grade == .d)
  }

  @Test("a sweep stores what would spoil it, once, and not what copycost takes care of")
  func caveats() throws {
    let host = try FakeMachine(
      files: [
        "proc/sys/net/ipv4/tcp_congestion_control": "bbr",
        "sys/kernel/mm/transparent_hugepage/enabled": "[always] madvise never",
        "proc/net/packet": "\(FakeMachine.packetHeader)\nff 3 3 0003 0 1 0 0 12345",
      ], facts: [HostFacts.Fact("now.busy_percent", "90.00")]
    ).host()
    func kinds(_ congestion: String, link: String) -> [String] {
      var options = CellOptions()
      options.congestion = congestion
      let cells = [1, 4].map {
        Cell(primitive: "two-copy", messageBytes: 64, flows: $0, link: link, options: options)
      }
      let plan = Plan(cells: cells, rounds: 1, seed: 1, windowNanoseconds: 1, warmup: .fixed(nanoseconds: 1))
      return SweepCaveats.of(plan, cpus: 4, host: host).map(\.kind)
    }
    #expect(
      kinds("cubic", link: "loopback")
        == ["flows-over-cpus", "other-load", "packet-sockets", "transparent-huge-pages"])
    #expect(kinds("cubic", link: "veth") == ["flows-over-cpus", "other-load", "transparent-huge-pages"])
    #expect(
      kinds("bbr", link: "veth") == ["flows-over-cpus", "paced", "other-load", "transparent-huge-pages"])
  }
}
