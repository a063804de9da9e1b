import Records
import Testing

@testable import Probes

/// Parsers of kernel texts and records, given what no kernel should say: they answer a reason, never trap, never 0.
@Suite("Parsers and hostile numbers")
struct HostileNumbersTests {
  static let hostile = [
    "18446744073709551615", "18446744073709551616", "9223372036854775808", "-1", "1e300", "nan", "", "0x1",
    "١",
  ]
  private let moment = ReadingSpan(begin: 0, end: 0)

  private func stat(_ fields: String, at nanoseconds: UInt64 = 0) throws -> ProcStat {
    try ProcStat(
      Array("cpu \(fields)\ncpu0 0\ncpu1 0\n".utf8),
      interval: ReadingSpan(begin: nanoseconds, end: nanoseconds))
  }

  @Test("no time of /proc/stat that cannot be becomes a figure", arguments: hostile, 0..<8)
  func procStat(number: String, place: Int) {
    var fields = Array(repeating: "7", count: 10)
    fields[place] = number
    // An empty field shifts the others: with two guest times left out there are too few.
    #expect(throws: Unavailable.self) { try stat(fields.prefix(8).joined(separator: " ")) }
  }

  @Test("times that run backwards, stand still or outrun the clock are reasons, a bad steal one of its own")
  func windows() throws {
    let first = try stat("0 0 0 100 0 0 0 5")
    let second = UInt64(1_000_000_000)
    for (fields, reason) in [
      ("9 0 0 99 0 0 0 5", "idle time went backwards"), ("0 0 0 100 0 0 0 5", "/proc/stat stands still"),
      ("0 0 0 900 0 0 0 5", "idle time grew by more than CPUs x elapsed"),
    ] {
      let last = try stat(fields, at: second)
      #expect(throws: Unavailable(reason)) { try MachineWindow(from: first, to: last) }
    }
    for (steal, reason) in [("4", "stolen time went backwards"), ("905", "stolen time grew by more than")] {
      let window = try MachineWindow(from: first, to: try stat("0 0 0 150 0 0 0 \(steal)", at: second))
      #expect(window.busy == 1.5e9)
      let reading = Reading(MachineMetrics.steal, .machine, window.steal)
      #expect(reading.value == nil && reading.reason?.hasPrefix(reason) == true)
      let facts = HostFacts(
        facts: MomentFacts.facts(
          from: .success(first), to: .success(try stat("0 0 0 150 0 0 0 \(steal)", at: second))))
      #expect(facts["now.busy_percent"] == "75.00" && facts["now.steal_percent"] == nil)
    }
  }

  @Test("an idle machine passes: rounding to units of 10 ms is no contradiction")
  func idle() throws {
    let window = try MachineWindow(
      from: try stat("0 0 0 0 0 0 0 0"), to: try stat("0 0 0 9 1 0 0 0", at: 40_000_000))
    #expect(window.busy == 0)
  }

  @Test("counters of a device, a thread and lists of CPUs", arguments: hostile)
  func texts(number: String) {
    let line = "lo: \(number) 0 0 0 0 0 0 0 \(number) 0 0 0 0 0 0 0"
    let counters = try? DeviceBytes.counters(of: "lo", in: line)
    #expect(number.isEmpty || [nil, .max, 1 << 63].contains(counters?.received))
    let faults = "1 (x) S " + Array(repeating: number, count: 20).joined(separator: " ")
    #expect(throws: Unavailable.self) { try PageFaults.faults(in: faults) }
    let switches = try? SwitchCounts.value(
      of: "voluntary_ctxt_switches:", in: "voluntary_ctxt_switches: \(number)\n")
    #expect(switches == nil || switches == .max || switches == 1 << 63)
    #expect(cpuList("0-\(number)").isEmpty)
    if !number.isEmpty { #expect(throws: Unavailable.self) { try cpuListCount("0-\(number)") } }
    let format = TracepointTests.text.replacing("offset:16", with: "offset:\(number)")
    #expect(throws: Unavailable.self) { try TracepointFormat(text: format, field: "len") }
  }

  @Test("perf counts that overflow together or run backwards have no sum")
  func perf() throws {
    let huge = PerfGroupCount(enabled: .max, running: .max, values: [.max])
    let none = PerfGroupCount(enabled: 0, running: 0, values: [0])
    #expect(throws: Unavailable.self) { try PerfGrowth(from: huge, to: none, index: 0) }
    let growth = try PerfGrowth(from: none, to: huge, index: 0)
    #expect(throws: Unavailable.self) { try PerfCount([growth, growth]) }
    let count = Obtained<PerfCount>.success(try PerfCount([growth]))
    #expect(throws: Unavailable.self) { try PerfCount.sum([count, count]).get() }
  }
}
