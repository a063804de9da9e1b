import Analysis
import Foundation
import Processes
import Records
import Synchronization
import Testing

@testable import Lab

@Suite("Doctor on this machine")
struct DoctorHereTests {
  /// What the real worker says, as copycost asks it; `words` before its path run it in other circumstances.
  private func report(through words: [String] = [], flows: Int = 1) async throws -> DoctorReport {
    let fixture = try SweepFixture()
    let path: String
    if words.isEmpty {
      path = fixture.worker
    } else {
      path = "\(fixture.directory)/changed-worker"
      try Data("#!/bin/sh\n\(words.joined(separator: " ")) \(fixture.worker)\n".utf8)
        .write(to: URL(fileURLWithPath: path))
      for file in [path, fixture.directory] {
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: file)
      }
    }
    let (description, _) = try await LocalWorker.describe(path: path)
    return DoctorReport(Checkup(host: description.host, flows: flows))
  }

  private func text(_ path: String) -> String? {
    (try? String(contentsOfFile: path, encoding: .utf8))?.trimmingCharacters(in: .whitespacesAndNewlines)
  }

  @Test("what it says is what /proc and /sys say")
  func truths() async throws {
    let report = try await report()
    func finding(_ name: String) -> DoctorFinding? { report.findings.first { $0.name == name } }
    func isUnchecked(_ name: String) -> Bool { report.unchecked.contains { $0.name == name } }

    let pmus = ["cpu", "cpu_core", "armv8_pmuv3_0", "armv8_pmuv3"].filter {
      FileManager.default.fileExists(atPath: "/sys/bus/event_source/devices/\($0)")
    }
    let counters = try #require(report.abilities.first { $0.name == "hardware-counters" })
    if pmus.isEmpty {
      #expect(counters.status == .no)
      #expect(counters.remedy != nil)
    }
    let congestion = try #require(text("/proc/sys/net/ipv4/tcp_congestion_control"))
    #expect((finding("paced")?.weight == .handled) == congestion.hasPrefix("bbr"))
    if let idle = text("/sys/devices/system/cpu/cpuidle/current_driver") {
      #expect((finding("idle-driver")?.cause.rendered.contains("haltpoll") == true) == (idle == "haltpoll"))
    } else {
      #expect(isUnchecked("idle-driver"))
    }
    if let pages = text("/sys/kernel/mm/transparent_hugepage/enabled") {
      #expect((finding("transparent-huge-pages") != nil) == pages.contains("[always]"))
    }
    if text("/sys/devices/system/cpu/cpu0/cpufreq/scaling_governor") == nil {
      #expect(isUnchecked("governor"))
    }
    #if DEBUG
      #expect(finding("debug-build") != nil)
    #else
      #expect(finding("debug-build") == nil)
    #endif
  }

  @Test("more flows than CPUs are found, as many as have a CPU for each thread are not")
  func flows() async throws {
    let cpus = try await LocalWorker.describe(path: workerPath).cpus
    #expect(try await report(flows: cpus).findings.contains { $0.name == "flows-over-cpus" })
    if cpus >= 2 {
      #expect(try await !report(flows: cpus / 2).findings.contains { $0.name == "flows-over-cpus" })
    }
  }

  private final class Flag: Sendable {
    let isSet = Atomic(false)
  }

  @Test("busy CPUs are other load")
  func busy() async throws {
    // One thread for each CPU; each ends with the test, and by itself in any case.
    let over = Flag()
    let deadline = ContinuousClock.now + .seconds(20)
    for _ in 0..<ProcessInfo.processInfo.activeProcessorCount {
      Thread.detachNewThread {
        while !over.isSet.load(ordering: .relaxed), ContinuousClock.now < deadline {}
      }
    }
    defer { over.isSet.store(true, ordering: .relaxed) }
    // The threads may need a moment to be spread over the CPUs.
    var isFound = false
    for _ in 0..<20 where !isFound {
      isFound = try await report().findings.contains { $0.name == "other-load" }
    }
    #expect(isFound)
  }

  @Test("a packet socket is found while it is open", .enabled(if: isRoot, "packet sockets need root"))
  func packetSocket() async throws {
    let before = try await report()
    // AF_PACKET 17, SOCK_RAW 3, ETH_P_ALL in network byte order; the constants are macros with casts.
    let descriptor = socket(17, 3, Int32(UInt16(0x0003).bigEndian))
    try #require(descriptor >= 0)
    let during = try await report()
    close(descriptor)
    #expect(during.findings.contains { $0.name == "packet-sockets" && $0.weight == .distorts })
    if before.clear.contains(where: { $0.name == "packet-sockets" }) {
      #expect(try await report().clear.contains { $0.name == "packet-sockets" })
    }
  }

  @Test("an unprivileged user is told which setting refuses", .enabled(if: nobodyRunsOurs, "needs root"))
  func unprivileged() async throws {
    let report = try await report(through: asNobody)
    let level = try #require(text("/proc/sys/kernel/perf_event_paranoid").flatMap { Int($0) })
    let software = try #require(report.abilities.first { $0.name == "software-counters" })
    #expect((software.status == .yes) == (level < 2))
    if level >= 2 {
      #expect(software.reason?.rendered == "perf_event_paranoid=\(level)")
      #expect(software.remedy?.rendered.contains("kernel.perf_event_paranoid=1") == true)
    }
    let namespaces = try #require(report.abilities.first { $0.name == "network-namespaces" })
    #expect(namespaces.status == .yes, "nobody holds namespaces here: \(namespaces)")
  }

  @Test("a small limit of locked memory is found", .enabled(if: nobodyRunsOurs, "needs root"))
  func lockedMemory() async throws {
    let report = try await report(through: ["prlimit", "--memlock=65536:65536", "--"] + asNobody)
    let memory = try #require(report.abilities.first { $0.name == "locked-memory" })
    #expect(memory.status == .limited)
    #expect(memory.reason?.rendered.contains("65536") == true)
  }

  @Test(
    "forbidden network namespaces are told with the setting that forbids them",
    .enabled(if: namespacesAllowed, "needs namespaces"))
  func namespaces() async throws {
    let report = try await report(
      through: ["unshare -Ur sh -c 'echo 0 > /proc/sys/user/max_net_namespaces; exec \"$0\"'"])
    let namespaces = try #require(report.abilities.first { $0.name == "network-namespaces" })
    #expect(namespaces.status == .no)
    #expect(namespaces.reason?.rendered == "unshare refused, user.max_net_namespaces=0 (ENOSPC)")
    #expect(namespaces.remedy?.rendered.contains("sysctl -w user.max_net_namespaces=15000") == true)
  }

  @Test(
    "socket buffers of one page: a trial reads its other end while it sends, and every answer comes",
    .enabled(if: isRoot && namespacesAllowed, "needs root and namespaces"))
  func smallBuffers() async throws {
    let pages = "\"4096 4096 4096\""
    let report = try await report(through: [
      "unshare -n sh -c 'ip link set lo up; sysctl -q -w net.ipv4.tcp_wmem=\(pages) net.ipv4.tcp_rmem=\(pages);",
      "exec \"$0\"'",
    ])
    let sends = try #require(report.abilities.first { $0.name == "zero-copy-sends" })
    #expect(sends.status != .no, "\(sends)")
  }

  @Test(
    "a trial that cannot be made says so for its own capability, and the others go on",
    .enabled(if: isRoot && namespacesAllowed, "needs root and namespaces"))
  func noLoopback() async throws {
    let report = try await report(through: ["unshare -n"])
    let sends = try #require(report.abilities.first { $0.name == "zero-copy-sends" })
    #expect(
      sends.reason?.rendered.contains("could not be tried, because connect over 127.0.0.1: ENETUNREACH")
        == true)
    #expect(report.abilities.first { $0.name == "network-namespaces" }?.status == .yes)
  }
}
