import Foundation
import Records
import Testing

@testable import Probes

@Suite("All probes of a window", .serialized)
struct WindowProbesTests {
  @Test("metric names are unique, lower case and without the side")
  func names() {
    let names = Probes.metrics.map(\.name)
    #expect(Set(names).count == names.count)
    for name in names {
      #expect(name.allSatisfy { $0.isLowercase || $0.isNumber || $0 == "_" })
    }
    #expect(Probes.all.count == Probes.flows.count + Probes.machine.count + Probes.instruments.count)
  }

  @Test("every metric that probes fill is declared in Records, but for those of one kind of core")
  func declared() {
    let kinds = PMUs.ofThisMachine.coreTypes.map(\.name)
    let filled = Probes.metrics.filter { metric in !kinds.contains { metric.name.hasSuffix("_\($0)") } }
    let counted = Set(TrafficMetrics.all)
    #expect(Set(filled) == Set(Metric.declared.filter { !counted.contains($0) }))
  }

  @Test("every metric is read once, as a value or a reason")
  func complete() throws {
    let pair = try LoopbackPair()
    var probes = WindowProbes(
      scope: ProbeScope(
        side: .sender, threads: [currentThread()], sockets: [pair.sender], device: "lo", readsMachine: true))
    probes.prepare()
    probes.open()
    pair.transfer(bytes: 1 << 20)
    probes.close()
    probes.conclude()
    probes.openInstruments()
    burn(milliseconds: 5)
    probes.closeInstruments()
    let readings = probes.readings()
    let usual = Probes.flows + Probes.machine + [PerfCounters.self]
    #expect(readings.map(\.metric) == usual.flatMap { $0.metrics }.map(\.name))
    for reading in readings { #expect((reading.value == nil) != (reading.reason == nil)) }
    for metric in [
      ThreadMetrics.cpuTime, ThreadMetrics.voluntarySwitches, SocketMetrics.tcpBytesSent, MachineMetrics.busy,
    ] {
      #expect(readings.value(metric) != nil)
    }
  }

  @Test("a window that was never closed has reasons only")
  func neverClosed() {
    var probes = WindowProbes(
      scope: ProbeScope(side: .sender, threads: [currentThread()], sockets: [0], readsMachine: true))
    probes.open()
    #expect(probes.closed == nil)
    #expect(probes.readings().allSatisfy { $0.value == nil })
  }

  @Test("the edges are stamped around the readings they hold")
  func stamps() throws {
    var probes = WindowProbes(scope: ProbeScope(side: .sender, threads: [currentThread()], sockets: []))
    let before = monotonicNanoseconds()
    probes.open()
    usleep(20_000)
    probes.close()
    let (opened, closed) = (try #require(probes.opened), try #require(probes.closed))
    #expect(before <= opened.begin && opened.begin < opened.end)
    #expect(opened.end < closed.begin && closed.begin < closed.end)
    let elapsed = try #require(probes.readings().value(ThreadMetrics.elapsed))
    #expect(elapsed <= Double(closed.end - opened.begin) && elapsed >= Double(closed.begin - opened.end))
  }

  @Test("no perf counter watches a thread before the window has closed")
  func apart() throws {
    func counters() throws -> Int {
      try FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd").count {
        (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/fd/\($0)"))
          == "anon_inode:[perf_event]"
      }
    }
    // One counter of the control thread stays, so that opening others does not have to wait for the kernel.
    var probes = WindowProbes(scope: ProbeScope(side: .sender, threads: [currentThread()], sockets: []))
    let before = try counters()
    #expect(before >= 1)
    probes.prepare()
    probes.open()
    probes.close()
    #expect(try counters() == before)
    probes.openInstruments()
    #expect(try counters() > before)
    probes.closeInstruments()
  }

  @Test("counts of a part of the traffic are scaled to the window's, and tell what part they saw")
  func scaled() throws {
    var probes = WindowProbes(scope: ProbeScope(side: .sender, threads: [currentThread()], sockets: []))
    probes.open()
    probes.close()
    probes.openInstruments()
    burn(milliseconds: 10)
    probes.closeInstruments()
    func clock() throws -> Reading { try #require(probes.readings().first { $0.metric == "task_clock" }) }
    let whole = try clock()
    probes.scaleInstruments(by: 4)
    let scaled = try clock()
    #expect(scaled.value == whole.value.map { $0 * 4 })
    #expect(scaled.runningNanoseconds == whole.runningNanoseconds)
    #expect(scaled.enabledNanoseconds == whole.enabledNanoseconds.map { $0 * 4 })
  }

  @Test("descriptors are given back")
  func descriptors() throws {
    func statusDescriptors() throws -> Int {
      try FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd").count {
        (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/fd/\($0)"))?
          .hasSuffix("/task/\(currentThread())/status") == true
      }
    }
    let before = try statusDescriptors()
    do {
      let probes = WindowProbes(scope: ProbeScope(side: .sender, threads: [currentThread()], sockets: []))
      let open = try withExtendedLifetime(probes) { try statusDescriptors() }
      #expect(open == before + 1)
    }
    #expect(try statusDescriptors() == before)
  }
}
