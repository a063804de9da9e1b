import Foundation
import Records
import Testing

@testable import Probes

@Suite("Host facts")
struct HostFactsTests {
  /// A directory that looks like a machine, removed with its last user.
  private final class Tree: Sendable {
    let root: String

    init(_ files: [String: String]) throws {
      root =
        FileManager.default.temporaryDirectory.appending(path: "copycost-facts-\(UUID().uuidString)").path
      try FileManager.default.createDirectory(atPath: root, withIntermediateDirectories: true)
      for (path, text) in files {
        let file = URL(filePath: root).appending(path: path)
        try FileManager.default.createDirectory(
          at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try text.write(to: file, atomically: false, encoding: .utf8)
      }
    }

    deinit { try? FileManager.default.removeItem(atPath: root) }

    func facts() -> HostFacts { HostFactsReader(root: root).read() }
  }

  private func fact(_ name: String, in files: [String: String]) throws -> HostFacts.Fact {
    let tree = try Tree(files)
    return try #require(tree.facts().facts.first { $0.name == name })
  }

  private static let cpu = "sys/devices/system/cpu"

  @Test(
    "a fact comes from its file",
    arguments: [
      ("cpu.model", "Tiny CPU", ["proc/cpuinfo": "processor\t: 0\nmodel name\t: Tiny  CPU\n"]),
      ("cpu.count", "6", ["\(cpu)/online": "0-3,6-7\n"]),
      ("cpu.p_cores", "0-7", ["sys/devices/cpu_core/cpus": "0-7\n"]),
      ("cpu.e_cores", "8-15", ["sys/devices/cpu_atom/cpus": "8-15\n"]),
      ("cpu.numa_nodes", "2", ["sys/devices/system/node/online": "0-1\n"]),
      ("cpu.threads_per_core", "2", ["\(cpu)/cpu0/topology/thread_siblings_list": "0,4\n"]),
      ("cpu.governor", "performance", ["\(cpu)/cpu0/cpufreq/scaling_governor": "performance\n"]),
      ("cpu.turbo", "off", ["\(cpu)/intel_pstate/no_turbo": "1\n"]),
      ("cpu.turbo", "on", ["\(cpu)/cpufreq/boost": "1\n"]),
      ("cpu.idle_driver", "intel_idle", ["\(cpu)/cpuidle/current_driver": "intel_idle\n"]),
      ("cpu.haltpoll_ns", "200000", ["sys/module/haltpoll/parameters/guest_halt_poll_ns": "200000\n"]),
      (
        "cpu.mitigations", "spectre_v2: Mitigation: Retpolines",
        [
          "\(cpu)/vulnerabilities/spectre_v2": "Mitigation: Retpolines\n",
          "\(cpu)/vulnerabilities/meltdown": "Not affected\n",
        ]
      ),
      ("memory.total_bytes", "2048", ["proc/meminfo": "MemFree: 1 kB\nMemTotal:   2 kB\n"]),
      (
        "memory.transparent_hugepage", "madvise",
        ["sys/kernel/mm/transparent_hugepage/enabled": "always [madvise] never\n"]
      ),
      ("kernel.release", "6.1.0", ["proc/sys/kernel/osrelease": "6.1.0\n"]),
      ("kernel.hz", "1000", ["proc/config.gz": "CONFIG_HZ_1000=y\nCONFIG_HZ=1000\n"]),
      (
        "kernel.cpu_accounting", "VIRT_CPU_ACCOUNTING_GEN",
        ["proc/config.gz": "CONFIG_VIRT_CPU_ACCOUNTING_GEN=y\n"]
      ),
      ("kernel.irq_time_accounting", "on", ["proc/config.gz": "CONFIG_IRQ_TIME_ACCOUNTING=y\n"]),
      (
        "kernel.irq_time_accounting", "off",
        ["proc/sys/kernel/osrelease": "9\n", "boot/config-9": "# CONFIG_IRQ_TIME_ACCOUNTING is not set\n"]
      ),
      (
        "clocksource", "hpet",
        ["sys/devices/system/clocksource/clocksource0/current_clocksource": "hpet\n"]
      ),
      ("virtualization", "xen", ["sys/hypervisor/type": "xen\n"]),
      (
        "virtualization", "kvm",
        [
          "proc/cpuinfo": "flags : fpu\n",
          "sys/devices/system/clocksource/clocksource0/available_clocksource": "kvm-clock tsc\n",
        ]
      ),
      (
        "virtualization", "guest, firmware by VMware, Inc.",
        ["proc/cpuinfo": "flags : hypervisor\n", "sys/class/dmi/id/sys_vendor": "VMware, Inc.\n"]
      ),
      ("virtualization", "none", ["proc/cpuinfo": "vendor_id : GenuineIntel\nflags : fpu\n"]),
      ("load_average", "0.5 0.4 0.3 1/9 77", ["proc/loadavg": "0.5 0.4 0.3 1/9 77\n"]),
      (
        "sysctl.net.ipv4.tcp_rmem", "4096 131072 6291456",
        ["proc/sys/net/ipv4/tcp_rmem": "4096\t131072\t6291456\n"]
      ),
      ("process.cpus", "0-1,4", ["proc/self/status": "Name:\tx\nCpus_allowed_list:\t0-1,4\n"]),
      (
        "cpu.siblings", "0,2 1,3",
        [
          "\(cpu)/cpu0/topology/thread_siblings_list": "0,2\n",
          "\(cpu)/cpu1/topology/thread_siblings_list": "1,3\n",
          "\(cpu)/cpu2/topology/thread_siblings_list": "0,2\n",
          "\(cpu)/cpu10/topology/core_id": "9\n",
        ]
      ),
      (
        "cpu.node_cpus", "0-3 4-7",
        [
          "sys/devices/system/node/node0/cpulist": "0-3\n",
          "sys/devices/system/node/node1/cpulist": "4-7\n",
        ]
      ),
      (
        "cpu.capacities", "446: 0,10; 1024: 2",
        [
          "\(cpu)/cpu0/cpu_capacity": "446\n", "\(cpu)/cpu2/cpu_capacity": "1024\n",
          "\(cpu)/cpu10/cpu_capacity": "446\n",
        ]
      ),
      (
        "cpu.governors", "performance powersave",
        [
          "\(cpu)/cpu0/cpufreq/scaling_governor": "performance\n",
          "\(cpu)/cpu1/cpufreq/scaling_governor": "powersave\n",
        ]
      ),
      (
        "cpu.idle_states", "POLL 0 us, C6 133 us",
        [
          "\(cpu)/cpu0/cpuidle/state0/name": "POLL\n", "\(cpu)/cpu0/cpuidle/state0/latency": "0\n",
          "\(cpu)/cpu0/cpuidle/state1/name": "C1\n", "\(cpu)/cpu0/cpuidle/state1/latency": "2\n",
          "\(cpu)/cpu0/cpuidle/state1/disable": "1\n",
          "\(cpu)/cpu0/cpuidle/state2/name": "C6\n", "\(cpu)/cpu0/cpuidle/state2/latency": "133\n",
        ]
      ),
      ("net.packet_sockets", "none", ["proc/net/packet": "sk RefCnt Type Proto Iface R Rmem User Inode\n"]),
      (
        "net.packet_sockets", "0003 on all devices, 0800 on device 2",
        [
          "proc/net/packet": """
          sk RefCnt Type Proto Iface R Rmem User Inode
          a 3 3 0003 0 1 0 0 1
          b 3 3 88cc 0 1 0 0 2
          c 3 3 0003 0 0 0 0 3
          d 3 2 0800 2 1 0 0 4
          """
        ]
      ),
      ("process.capabilities", "00ff", ["proc/self/status": "Name:\tx\nCapEff:\t00ff\n"]),
    ])
  func fromFile(name: String, value: String, files: [String: String]) throws {
    let fact = try fact(name, in: files)
    #expect(fact.value == value)
    #expect(fact.reason == nil)
  }

  @Test("sockets and cores are told apart by their identifiers")
  func topology() throws {
    var files: [String: String] = [:]
    for (cpu, ids) in [("cpu0", "0 0"), ("cpu1", "0 0"), ("cpu2", "1 0"), ("cpu3", "1 4")] {
      let words = ids.split(separator: " ").map(String.init)
      files["\(Self.cpu)/\(cpu)/topology/physical_package_id"] = words[0] + "\n"
      files["\(Self.cpu)/\(cpu)/topology/core_id"] = words[1] + "\n"
    }
    let facts = try Tree(files).facts()
    #expect(facts["cpu.sockets"] == "2")
    #expect(facts["cpu.cores"] == "3")
  }

  @Test("caches are told by level and type")
  func caches() throws {
    let cache = "\(Self.cpu)/cpu0/cache"
    var files: [String: String] = [:]
    for (index, words) in [["1", "Data", "48K", "0"], ["3", "Unified", "32768K", "0-7"]].enumerated() {
      for (name, word) in zip(["level", "type", "size", "shared_cpu_list"], words) {
        files["\(cache)/index\(index)/\(name)"] = word + "\n"
      }
    }
    let facts = try Tree(files).facts()
    #expect(facts["cpu.cache.l1d"] == "48K (CPUs 0)")
    #expect(facts["cpu.cache.l3"] == "32768K (CPUs 0-7)")
    #expect(facts["cpu.cache.l2"] == nil)
  }

  @Test("on a machine without a single file every fact of /proc and /sys has a reason")
  func emptyMachine() throws {
    let tree = try Tree([:])
    let facts = tree.facts().facts
    for fact in facts { #expect((fact.value == nil) != (fact.reason == nil), "\(fact.name)") }
    for prefix in ["cpu.", "memory.", "kernel.", "sysctl.", "clocksource", "virtualization", "load_average"] {
      let group = facts.filter { $0.name.hasPrefix(prefix) }
      #expect(!group.isEmpty)
      #expect(group.allSatisfy { $0.value == nil })
    }
    let governor = facts.first { $0.name == "cpu.governor" }
    #expect(
      governor?.reason?.rendered
        == "cannot open /sys/devices/system/cpu/cpu0/cpufreq/scaling_governor (ENOENT)")
    #expect(!facts.contains { $0.reason?.rendered.contains(tree.root) == true })
  }

  @Test("on this machine the facts that every Linux has are there, each under one name")
  func thisMachine() throws {
    let facts = HostFactsReader(device: "lo").read()
    let names = facts.facts.map(\.name)
    #expect(Set(names).count == names.count)
    for fact in facts.facts { #expect((fact.value == nil) != (fact.reason == nil), "\(fact.name)") }
    for name in [
      "cpu.count", "memory.total_bytes", "kernel.release", "sysctl.net.core.rmem_max", "network_namespace",
      "glibc.version", "toolchain", "copycost.version", "device.mtu", "device.gso",
    ] {
      #expect(facts[name] != nil, "\(name)")
    }
    #expect(facts["device.mtu"].flatMap { Int($0) }.map { $0 > 1000 } == true)
  }

  @Test("a compressed kernel configuration is read")
  func compressed() throws {
    let tree = try Tree(["proc/config": "CONFIG_TICK_CPU_ACCOUNTING=y\nCONFIG_HZ=250\n"])
    #expect(try Child(["gzip", tree.root + "/proc/config"]).wait() == 0)
    #expect(tree.facts()["kernel.cpu_accounting"] == "TICK_CPU_ACCOUNTING")
    #expect(tree.facts()["kernel.hz"] == "250")
  }

  @Test("an unknown device has reasons")
  func unknownDevice() {
    let facts = HostFactsReader(device: "nosuch0").read().facts.filter { $0.name.hasPrefix("device.") }
    #expect(facts.count > 5)
    for fact in facts where fact.name != "device.name" {
      #expect(fact.value == nil)
      #expect(fact.reason?.rendered.contains("ENODEV") == true)
    }
  }
}
