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

  @Test("every metric is read once, as a value or a reason")
  func complete() throws {
    let pair = try LoopbackPair()
    var probes = WindowProbes(
      scope: ProbeScope(
        side: .sender, threads: [currentThread()], sockets: [pair.sender], device: "lo", readsMachine: true))
    probes.open()
    pair.transfer(bytes: 1 << 20)
    probes.close()
    let readings = probes.readings()
    let usual = Probes.flows + Probes.machine
    #expect(readings.map(\.metric) == usual.flatMap { $0.metrics }.map(\.name))
    for reading in readings { #expect((reading.value == nil) != (reading.reason == nil)) }
    for metric in [ThreadTime.cpuTime, SwitchCounts.voluntary, TCPInfo.bytesSent, MachineCPU.busy] {
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
    let elapsed = try #require(probes.readings().value(ThreadTime.elapsed))
    #expect(elapsed <= Double(closed.end - opened.begin) && elapsed >= Double(closed.begin - opened.end))
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
