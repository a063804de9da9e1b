import Glibc
import Records
import Testing

@testable import Probes

@Suite("perf counters: what cannot be counted is never 0")
struct PerfDecodingTests {
  private let metric = Metric("cycles", unit: "count", better: .lower, source: .perfCounter, "")

  /// The bytes a group of perf_event_open(2) answers.
  private func group(_ enabled: UInt64, _ running: UInt64, _ values: UInt64...) -> [UInt8] {
    ([UInt64(values.count), enabled, running] + values).flatMap { word in
      (0..<8).map { UInt8(truncatingIfNeeded: word >> ($0 * 8)) }
    }
  }

  /// What the probe reports for the first event of a group that answered these bytes at the edges.
  private func reading(_ opening: [UInt8], _ closing: [UInt8], events: Int = 1) -> Reading {
    var counts: [Obtained<PerfCount>] = []
    do throws(Unavailable) {
      let first = try PerfGroupCount.decode(opening, events: events).get()
      let last = try PerfGroupCount.decode(closing, events: events).get()
      counts.append(.success(try PerfCount(from: first, to: last, index: 0)))
    } catch {
      counts.append(.failure(error))
    }
    return PerfCount.sum(counts).reading(metric, .sender)
  }

  @Test("a counter that ran all the time is taken as it is")
  func full() {
    let reading = reading(group(1000, 1000, 50, 7), group(3000, 3000, 450, 9), events: 2)
    #expect(reading.value == 400)
    #expect(reading.enabledNanoseconds == 2000)
    #expect(reading.runningNanoseconds == 2000)
  }

  @Test("end of file is a group in error state")
  func endOfFile() {
    let reading = reading(group(0, 0, 0), [])
    #expect(reading.value == nil)
    #expect(reading.reason == "counter group is in error state (read returned 0 bytes)")
  }

  @Test("a short or foreign answer is refused")
  func shortRead() {
    #expect(reading(group(0, 0, 0), [1, 2, 3]).reason == "short read of 3 bytes for 1 events")
    #expect(
      reading(group(0, 0, 0, 0), group(9, 9, 9), events: 2).reason == "short read of 32 bytes for 2 events")
  }

  @Test("a running share of 24 % is refused, of 26 % scaled and both times kept")
  func runningShare() {
    let refused = reading(group(0, 0, 0), group(1000, 240, 24))
    #expect(refused.value == nil)
    #expect(refused.reason == "counter ran 24 % of the time, at least 25 % are needed")
    let scaled = reading(group(0, 0, 0), group(1000, 260, 26))
    #expect(scaled.value.map { abs($0 - 100) < 1e-9 } == true)
    #expect(scaled.enabledNanoseconds == 1000)
    #expect(scaled.runningNanoseconds == 260)
  }

  @Test("a counter that never ran in the window has no value, whatever it counted before")
  func neverRan() {
    let reading = reading(group(1000, 1000, 50), group(5000, 1000, 50))
    #expect(reading.value == nil)
    #expect(reading.reason == "counter never ran in the window (running 0 of 4000 ns)")
  }

  @Test("threads that never ran count nothing, but if none ran there is no value")
  func idleThreads() {
    let idle: Obtained<PerfCount> = .success(PerfCount(value: 0, enabled: 0, running: 0))
    let busy: Obtained<PerfCount> = .success(PerfCount(value: 5, enabled: 10, running: 10))
    #expect(PerfCount.sum([idle, busy]).reading(metric, .sender).value == 5)
    #expect(PerfCount.sum([idle, idle]).reading(metric, .sender).reason == "no thread ran in the window")
  }

  @Test("one thread without a count leaves none for all")
  func oneMissing() {
    let busy: Obtained<PerfCount> = .success(PerfCount(value: 5, enabled: 10, running: 10))
    let reading = PerfCount.sum([busy, .failure(Unavailable("EMFILE")), busy]).reading(metric, .sender)
    #expect(reading.value == nil)
    #expect(reading.reason == "EMFILE")
  }

  @Test(
    "a refusal names the setting to change",
    arguments: [
      (ENOENT, 0, "2", false, "no hardware PMU (ENOENT)"),
      (ENOENT, 3, "2", true, "event not supported by this PMU (ENOENT)"),
      (EACCES, 0, "3\n", true, "perf_event_paranoid=3"),
      (EACCES, 1, "2\n", false, "perf_event_paranoid=2"),
      (EPERM, 1, "4\n", false, "perf_event_paranoid=4"),
      (
        EPERM, 1, "-1\n", false,
        "EPERM: refused although perf_event_paranoid=-1; a seccomp filter or security module"
      ),
      (EMFILE, 1, "1", false, "EMFILE: more descriptors needed than RLIMIT_NOFILE allows (1024)"),
      (ESRCH, 1, "1", false, "thread 77 has ended (ESRCH)"),
      (EBUSY, 0, "1", true, "perf_event_open refused (EBUSY)"),
    ])
  func refusals(errno: Int32, type: UInt32, paranoid: String, hasPMU: Bool, reason: String) {
    let refusal = PerfRefusal(errno: errno, type: type, thread: 77)
    #expect(refusal.unavailable(paranoid: paranoid, hasPMU: hasPMU, descriptorLimit: 1024).reason == reason)
  }

  @Test("on this machine every event has a value or a reason, and an unread one is not 0")
  func thisMachine() {
    var probe = PerfCounters(
      scope: ProbeScope(side: .sender, threads: [currentThread()], sockets: []))
    probe.prepare()
    probe.open()
    burn(milliseconds: 20)
    probe.close()
    let readings = probe.readings()
    #expect(readings.map(\.metric) == PerfCounters.metrics.map(\.name))
    for reading in readings {
      #expect((reading.value == nil) == (reading.reason != nil))
      #expect((reading.value == nil) == (reading.enabledNanoseconds == nil))
    }
    let cycles = readings.first { $0.metric == "cycles" }
    #expect(cycles?.value != 0)
  }
}
