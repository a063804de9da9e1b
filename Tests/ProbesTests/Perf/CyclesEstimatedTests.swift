import Foundation
import Records
import Testing

@testable import Probes

@Suite("Cycles estimated from the time-stamp counter")
struct CyclesEstimatedTests {
  private let taskClock = Metric("task_clock", unit: "ns", better: .lower, source: .perfCounter, "")

  private func root(cpuinfo: String, khz: String? = nil) throws -> FakePMUs {
    var files = ["proc/cpuinfo": cpuinfo]
    files["sys/devices/system/cpu/cpu0/tsc_freq_khz"] = khz
    return try FakePMUs(files)
  }

  private func estimate(
    _ tree: FakePMUs, first: Int64 = 1000, last: Int64 = 20_001_000, nanoseconds: UInt64 = 10_000_000
  ) -> Reading {
    defer { tree.remove() }
    return PerfCounters.estimate(
      Reading(taskClock, .sender, 3e9), .sender, .init(counter: first, nanoseconds: 5),
      .init(counter: last, nanoseconds: 5 + nanoseconds), root: tree.directory + "/")
  }

  @Test("task clock x frequency, which is measured over the window or read where the kernel tells it")
  func frequency() throws {
    let flags = "flags\t\t: fpu constant_tsc nonstop_tsc\n"
    #expect(estimate(try root(cpuinfo: flags)).value == 6e9)
    #expect(estimate(try root(cpuinfo: flags, khz: "3000000\n")).value == 9e9)
    #expect(CounterMetrics.cyclesEstimated.source == .derived)
  }

  @Test("an unsteady, absent or untimed counter leaves a reason")
  func missing() throws {
    let flags = "flags : constant_tsc nonstop_tsc\n"
    let cases = [
      (
        estimate(try root(cpuinfo: "flags : constant_tsc\n")),
        "the time-stamp counter has no constant rate (no nonstop_tsc in /proc/cpuinfo)"
      ),
      (
        estimate(try root(cpuinfo: "Features : asimd\n"), first: -1, last: -1),
        "this architecture has no time-stamp counter"
      ),
      (
        estimate(try root(cpuinfo: flags), nanoseconds: 1000),
        "window is too short to time the time-stamp counter"
      ),
      (
        PerfCounters.estimate(
          Reading(taskClock, .sender, unavailable: "perf_event_paranoid=3"), .sender, nil, nil),
        "perf_event_paranoid=3"
      ),
      (
        PerfCounters.estimate(Reading(taskClock, .sender, 1), .sender, nil, nil),
        "window was not read at both edges"
      ),
    ]
    for (reading, reason) in cases {
      #expect(reading.value == nil)
      #expect(reading.reason == reason)
    }
  }

  @Test("where the kernel counts the time-stamp counter per thread, the estimate agrees within 3 %")
  func agrees() throws {
    guard PMUs.ofThisMachine.named("msr") != nil else { return }
    var probe = PerfCounters(
      scope: ProbeScope(
        side: .sender, threads: [currentThread()], sockets: [], instruments: Instruments(events: ["msr/tsc"]))
    )
    probe.prepare()
    probe.open()
    burn(milliseconds: 200)
    probe.close()
    let readings = probe.readings()
    guard let counted = readings.value(Instruments.metric(ofEvent: "msr/tsc")),
      let estimated = readings.value(CounterMetrics.cyclesEstimated)
    else { return }
    #expect(abs(estimated / counted - 1) < 0.03)
  }
}
