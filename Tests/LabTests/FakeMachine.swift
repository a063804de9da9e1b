import Analysis
import Foundation
import Records

@testable import Probes

/// A directory that looks like a calm machine of four CPUs, on which the doctor finds nothing unless told to.
struct FakeMachine {
  private static let cpu = "sys/devices/system/cpu"

  private static let calm: [String: String] = {
    var files = [
      "\(cpu)/online": "0-3",
      "\(cpu)/intel_pstate/no_turbo": "1",
      "\(cpu)/cpuidle/current_driver": "intel_idle",
      "\(cpu)/cpu0/cpuidle/state0/name": "POLL",
      "\(cpu)/cpu0/cpuidle/state0/latency": "0",
      "\(cpu)/cpu0/cpuidle/state1/name": "C1",
      "\(cpu)/cpu0/cpuidle/state1/latency": "2",
      "\(cpu)/cpu0/cpuidle/state1/disable": "0",
      "sys/devices/system/node/online": "0",
      "sys/devices/system/node/node0/cpulist": "0-3",
      "sys/devices/system/clocksource/clocksource0/current_clocksource": "tsc",
      "sys/kernel/mm/transparent_hugepage/enabled": "always [madvise] never",
      "proc/loadavg": "0.01 0.02 0.03 1/99 77",
      "proc/net/packet": packetHeader,
      "proc/self/status": "Name:\tx\nCapEff:\t0000000000000000\nCpus_allowed_list:\t0-3",
      "proc/stat": stat(busyUnits: 0, stolenUnits: 0),
      "proc/sys/net/core/optmem_max": "131072",
      "proc/sys/net/ipv4/tcp_congestion_control": "cubic",
      "proc/sys/net/ipv4/tcp_wmem": "4096\t16384\t4194304",
    ]
    for number in 0..<4 {
      files["\(cpu)/cpu\(number)/topology/thread_siblings_list"] = "\(number)"
      files["\(cpu)/cpu\(number)/cpufreq/scaling_governor"] = "performance"
      files["\(cpu)/cpu\(number)/cpu_capacity"] = "1024"
    }
    return files
  }()

  static let packetHeader = "sk               RefCnt Type Proto  Iface R Rmem   User   Inode"

  /// What this process and its system calls add: a release build that may do everything.
  private static let granted: [String: String] = [
    "build": "release", "process.memlock_limit_bytes": "8388608", "namespace.optmem_max": "131072",
    "zerocopy.loopback": "not copied",
    "now.busy_percent": "1.00", "now.steal_percent": "0.00", "now.steal_units": "0",
    "can.perf.software": "yes", "can.perf.hardware": "yes", "can.perf.machine": "yes",
    "can.perf.samples": "yes", "can.tracepoints": "yes", "can.kallsyms": "yes",
    "can.namespace.user": "yes", "can.namespace.network": "yes", "can.zerocopy": "yes",
    "can.io_uring": "yes", "can.io_uring.send_zc": "yes", "can.io_uring.sendmsg_zc": "yes",
    "can.cubic": "yes",
  ]

  /// /proc/stat of 1000 idle seconds a CPU, plus so many units of 10 ms.
  static func stat(busyUnits: Int, stolenUnits: Int) -> String {
    let lines = (0..<4).map { "cpu\($0) 0 0 0 100000 0 0 0 0 0 0" }
    return (["cpu \(busyUnits) 0 0 400000 0 0 0 \(stolenUnits) 0 0"] + lines).joined(separator: "\n")
  }

  var files = Self.calm
  var facts: [HostFacts.Fact] = Self.granted.map { HostFacts.Fact($0.key, $0.value) }

  init(files changed: [String: String?] = [:], facts replacing: [HostFacts.Fact] = []) {
    for (path, text) in changed { files[path] = text }
    let names = Set(replacing.map(\.name))
    facts = facts.filter { !names.contains($0.name) } + replacing
  }

  /// What the reader makes of the directory, with the granted facts in the place of this machine's.
  func host() throws -> HostFacts {
    let root = FileManager.default.temporaryDirectory.appending(path: "copycost-doctor-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: root) }
    for (path, text) in files {
      let file = root.appending(path: path)
      try FileManager.default.createDirectory(
        at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
      try Data("\(text)\n".utf8).write(to: file)
    }
    let read = HostFactsReader(root: root.path).read().facts + MomentFacts.facts(root: root.path)
    let names = Set(facts.map(\.name))
    return HostFacts(facts: read.filter { !names.contains($0.name) } + facts)
  }

  func report(flows: Int = 1, links: Set<String> = []) throws -> DoctorReport {
    DoctorReport(Checkup(host: try host(), flows: flows, links: links))
  }
}
