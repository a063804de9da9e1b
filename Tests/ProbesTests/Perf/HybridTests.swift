import Foundation
import Records
import Testing

@testable import Probes

/// A directory that stands for /sys/bus/event_source/devices, until it is removed.
final class FakePMUs: Sendable {
  let directory: String

  /// - Parameter files: contents by path below the directory.
  init(_ files: [String: String]) throws {
    directory = NSTemporaryDirectory() + "copycost-pmus-\(UUID().uuidString)"
    for (path, text) in files {
      let url = URL(fileURLWithPath: "\(directory)/\(path)")
      try FileManager.default.createDirectory(
        at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
      try text.write(to: url, atomically: false, encoding: .utf8)
    }
  }

  /// Called at the end of a test: a last use any earlier would take the files away too soon.
  func remove() { try? FileManager.default.removeItem(atPath: directory) }

  static func hybrid() throws -> FakePMUs {
    let files = [
      "cpu_core/type": "4\n", "cpu_atom/type": "10\n", "software/type": "1\n",
      "cpu_core/events/mem-loads": "event=0xcd,umask=0x1,ldlat=3\n", "cpu_core/format/event": "config:0-7\n",
      "cpu_core/format/umask": "config:8-15\n", "cpu_core/format/ldlat": "config1:0-15\n",
      "cpu_atom/events/mem-loads": "event=0xd0,umask=0x5\n", "cpu_atom/format/event": "config:0-7\n",
      "cpu_atom/format/umask": "config:8-15\n",
    ]
    return try FakePMUs(files)
  }
}

@Suite("Counters of hybrid CPUs")
struct HybridTests {
  private func growth(_ raw: Double, _ enabled: UInt64, _ running: UInt64) -> PerfGrowth {
    PerfGrowth(raw: raw, enabled: enabled, running: running)
  }

  @Test("each hardware group is opened once per kind of core, with the number of its PMU")
  func groups() throws {
    let tree = try FakePMUs.hybrid()
    defer { tree.remove() }
    let plan = PerfPlan(PMUs(directory: tree.directory))
    // The two software groups once, pipeline and caches twice.
    #expect(plan.groups.count == 6)
    let cycles = plan.groups.joined().filter { $0.metric.name == "cycles" }
    #expect(cycles.map(\.name) == ["cycles_cpu_atom", "cycles_cpu_core"])
    #expect(cycles.map { $0.config >> 32 } == [10, 4])
    for group in plan.groups { #expect(Set(group.map(\.pmu)).count == 1) }
    let names = plan.outputs.map(\.metric.name)
    #expect(Set(names).count == names.count)
    for name in ["cycles", "cycles_cpu_core", "cycles_cpu_atom", "time_on_cpu_core", "time_on_cpu_atom"] {
      #expect(names.contains(name))
    }
    #expect(!names.contains("task_clock_cpu_core"))
  }

  @Test("where all cores are alike nothing is counted twice")
  func ordinary() throws {
    let tree = try FakePMUs(["cpu/type": "4\n", "software/type": "1\n"])
    defer { tree.remove() }
    let plan = PerfPlan(PMUs(directory: tree.directory))
    #expect(plan.groups.count == PerfEvent.groups.count)
    #expect(plan.outputs.map(\.metric) == PerfEvent.groups.joined().map(\.metric))
  }

  /// A thread with 60 ms on one kind of core and 30 ms on the other, of 100 ms in which it ran.
  private var visits: [PerfGrowth] {
    [growth(600, 100_000_000, 60_000_000), growth(150, 100_000_000, 30_000_000)]
  }

  @Test("counts of both kinds are weighted with the time on each, never added as they are scaled")
  func combined() throws {
    let count = try PerfCount(visits)
    // Scaled alone they are 1000 and 500: two thirds and one third of the time make 833, not 1500.
    #expect(abs(count.value - (1000 * 2 / 3 + 500 / 3)) < 1e-9)
    #expect(count.enabled == 100_000_000 && count.running == 90_000_000)
    let parts = try [0, 1].map { try PerfCount(visits, part: $0) }
    #expect(abs(parts[0].value + parts[1].value - count.value) < 1e-9)
    #expect(parts.map(\.running) == [60_000_000, 30_000_000])
  }

  @Test("a thread that stayed on one kind of core has its count and all of the time there")
  func oneKind() throws {
    let stay = [growth(600, 100, 100), growth(0, 100, 0)]
    #expect(try PerfCount(stay).value == 600)
    let tree = try FakePMUs.hybrid()
    defer { tree.remove() }
    let plan = PerfPlan(PMUs(directory: tree.directory))
    func reading(_ name: String) throws -> Reading {
      let output = try #require(plan.outputs.first { $0.metric.name == name })
      return output.reading(.sender, [.success(stay)])
    }
    #expect(try reading("time_on_cpu_atom").value == 1)
    #expect(try reading("time_on_cpu_core").value == 0)
    #expect(try reading("cycles").value == 600)
  }

  @Test("below 25 % on all PMUs together there is no figure, at 26 % there is")
  func runningShare() {
    let refused = #expect(throws: Unavailable.self) {
      try PerfCount([growth(5, 1000, 140), growth(5, 1000, 100)])
    }
    #expect(refused?.reason == "counter ran 24 % of the time, at least 25 % are needed")
    #expect((try? PerfCount([growth(5, 1000, 140), growth(5, 1000, 120)])) != nil)
    #expect(throws: Unavailable.self) { try PerfCount([growth(0, 1000, 0), growth(0, 1000, 0)]) }
  }

  @Test("time shares of several threads are those of their time together")
  func threads() throws {
    let tree = try FakePMUs.hybrid()
    defer { tree.remove() }
    let plan = PerfPlan(PMUs(directory: tree.directory))
    let output = try #require(plan.outputs.first { $0.metric.name == "time_on_cpu_atom" })
    let other = [growth(1, 100_000_000, 0), growth(1, 100_000_000, 90_000_000)]
    let reading = output.reading(.sender, [.success(visits), .success(other)])
    #expect(reading.value.map { abs($0 - 60.0 / 180.0) < 1e-12 } == true)
    let missing = output.reading(.sender, [.success(visits), .failure(Unavailable("no PMU"))])
    #expect(missing.value == nil && missing.reason == "no PMU")
  }
}

@Suite("Perf events by name")
struct PerfEventNameTests {
  @Test("terms of sysfs are placed where the format says, once per kind of core")
  func named() throws {
    let tree = try FakePMUs.hybrid()
    defer { tree.remove() }
    let pmus = PMUs(directory: tree.directory)
    let events = try PerfEventName("mem-loads").events(pmus)
    #expect(events.map(\.pmu) == ["cpu_atom", "cpu_core"])
    #expect(events.map(\.config) == [0x5d0, 0x1cd])
    #expect(events.map(\.config1) == [0, 3])
    #expect(events.map(\.type) == [10, 4])
    #expect(pmus.all.map(\.name) == ["cpu_atom", "cpu_core", "software"])
  }

  @Test("a format of several ranges takes the bits from the lowest up")
  func ranges() throws {
    let tree = try FakePMUs([
      "cpu/type": "4", "cpu/events/x": "event=0x1c2,any", "cpu/format/event": "config:0-7,32-35\n",
      "cpu/format/any": "config2:63\n",
    ])
    defer { tree.remove() }
    let event = try #require(try PerfEventName("x").events(PMUs(directory: tree.directory)).first)
    #expect(event.config == 0xc2 | 1 << 32)
    #expect(event.config2 == 1 << 63)
    #expect(event.metric.name == "event_x" && event.pmu == nil)
  }

  @Test("raw codes and generic names need no list")
  func raw() throws {
    let tree = try FakePMUs(["cpu/type": "4"])
    defer { tree.remove() }
    let pmus = PMUs(directory: tree.directory)
    let raw = try #require(try PerfEventName("r01c2").events(pmus).first)
    #expect(raw.type == 4 && raw.config == 0x01c2)
    #expect(try PerfEventName("page_faults").events(pmus).first?.metric.name == "event_page_faults")
    let hybrid = try FakePMUs.hybrid()
    defer { hybrid.remove() }
    #expect(try PerfEventName("r3c").events(PMUs(directory: hybrid.directory)).map(\.type) == [10, 4])
  }

  @Test(
    "what cannot be counted has a reason",
    arguments: [
      ("nonsense", "no PMU of this machine lists an event nonsense"),
      ("foo/bar", "there is no PMU foo on this machine"),
      ("cpu/bar", "PMU cpu lists no event bar"),
      ("open", "event open of PMU cpu needs a value for event"),
      ("lost", "PMU cpu does not say where its term ldlat goes"),
      ("odd", "format somewhere of a PMU is not understood"),
    ])
  func refused(name: String, reason: String) throws {
    let tree = try FakePMUs([
      "cpu/type": "4", "cpu/events/open": "event=?", "cpu/events/lost": "ldlat=3", "cpu/events/odd": "odd=3",
      "cpu/format/odd": "somewhere",
    ])
    defer { tree.remove() }
    let plan = PerfPlan(PMUs(directory: tree.directory), events: [name])
    let reading = try #require(plan.outputs.last).reading(.sender, [.success([])])
    #expect(reading.value == nil)
    #expect(reading.reason == reason)
  }
}
