import DataPath
import Foundation
import Kernel
import Records
import Testing
import Wire

@Suite("What the two ends of a job report", .serialized, .timeLimit(.minutes(2)))
struct MeasuringTests {
  static let senders = SendPrimitives.all.map { $0.description.name }
  static let receivers = ReceivePrimitives.all.map { $0.description.name }

  @Test("a job by count moves exactly so many messages on every flow", arguments: senders)
  func byCount(primitive: String) async throws {
    let pair = try await RunningPair.start()
    let moves = try #require(SendPrimitives.named(primitive)).description.movesNothing ? 0 : 1
    for (bytes, flows, messages) in [(8, 1, 1), (9, 2, 333), (65_537, 2, 40), (1 << 20, 1, 7)] {
      let (sent, received) = try await pair.run(
        job(primitive, bytes: bytes, flows: flows, messages: messages))
      #expect(sent.flows.map(\.whole.messages) == Array(repeating: UInt64(messages), count: flows))
      let expected = Array(repeating: UInt64(messages * bytes * moves), count: flows)
      #expect(sent.flows.map(\.whole.bytes) == expected)
      #expect(received.flows.map(\.whole.bytes) == expected)
      #expect(received.window.bytes == received.wholeBytes, "the window closes with the last byte")
      #expect((sent.flows + received.flows).allSatisfy { $0.failure == nil })
    }
    await pair.stop()
  }

  @Test(
    "sent = received over the whole connection, completions = zero-copy sends, and the window is inside",
    arguments: senders, receivers)
  func conserved(primitive: String, receive: String) async throws {
    let pair = try await RunningPair.start()
    for flows in [1, 3] {
      let (sent, received) = try await pair.run(
        job(primitive, receive: receive, bytes: 10_007, flows: flows), warmupMilliseconds: 40,
        windowMilliseconds: 250)
      #expect(sent.flows.map(\.whole.bytes) == received.flows.map(\.whole.bytes))
      #expect((sent.flows + received.flows).allSatisfy { $0.failure == nil })
      for flow in sent.flows {
        #expect(flow.zerocopySends == flow.zerocopyCompletions)
        #expect(flow.unaccounted == 0 && flow.leakedBytes == 0)
        #expect(primitive == "zero-copy" || flow.zerocopySends == 0)
      }
      if primitive == "zero-copy" { #expect(sent.flows.allSatisfy { $0.zerocopySends > 0 }) }
      for report in [sent, received] {
        #expect(report.window.bytes <= report.wholeBytes)
        #expect(report.closed.traffic > report.opened.traffic)
        #expect(report.opened.ended >= report.opened.traffic && report.closed.ended >= report.closed.traffic)
      }
      guard primitive != "null" else { continue }
      #expect(received.wholeBytes > 0)
    }
    await pair.stop()
  }

  @Test("null moves nothing, counts its messages, and makes no system call for them")
  func null() async throws {
    let pair = try await RunningPair.start()
    let (sent, received) = try await pair.run(job("null", flows: 2), windowMilliseconds: 400)
    #expect(sent.window.messages > 0)
    #expect(sent.wholeBytes == 0 && received.wholeBytes == 0 && received.window.bytes == 0)
    #expect(sent.readings.first { $0.metric == "syscalls" }?.value == 0)
    #expect(received.slices.allSatisfy { $0.receivedBytes == 0 })
    await pair.stop()
  }

  @Test("slices grow inside the window and end at what the window received at most")
  func slices() async throws {
    let pair = try await RunningPair.start()
    let (sent, received) = try await pair.run(job(), warmupMilliseconds: 300, windowMilliseconds: 200)
    #expect(sent.slices.isEmpty)
    #expect(received.window.bytes < received.wholeBytes, "the warm-up is outside the window")
    #expect(received.slices.count > 2)
    for (earlier, later) in zip(received.slices, received.slices.dropFirst()) {
      #expect(earlier.nanoseconds < later.nanoseconds && earlier.receivedBytes <= later.receivedBytes)
    }
    #expect(try #require(received.slices.last).receivedBytes <= received.window.bytes)
    await pair.stop()
  }

  /// perf's hardware counters: one that counts over a window with traffic counts more than nothing.
  private static let hardware = [
    "cycles", "instructions", "l1d_load_misses", "llc_load_misses", "cache_misses",
  ]
  /// The kernel lists the CPU's counters here; where it does not, there are none to open.
  private static let hasPMU = ["cpu", "cpu_core", "armv8_pmuv3"].contains {
    FileManager.default.fileExists(atPath: "/sys/bus/event_source/devices/\($0)")
  }

  @Test("every reading is a figure or a reason; no 0 stands for a counter that could not be read")
  func unread() async throws {
    let pair = try await RunningPair.start()
    var wanted = job("zero-copy", flows: 2)
    wanted.readsMachine = true
    wanted.device = "lo"
    let (sent, received) = try await pair.run(wanted, windowMilliseconds: 100)
    for report in [sent, received] {
      #expect(!report.readings.isEmpty)
      for reading in report.readings {
        #expect((reading.value == nil) != (reading.reason == nil), "\(reading)")
        #expect(reading.reason != "", "\(reading)")
      }
      for metric in Self.hardware {
        let reading = try #require(report.readings.first { $0.metric == metric }, "\(metric)")
        #expect(reading.value != 0, "\(reading)")
        guard !Self.hasPMU else { continue }
        #expect(reading.value == nil && reading.reason?.contains("PMU") == true, "\(reading)")
      }
      let pairs = report.readings.map { "\($0.metric) \($0.side)" }
      #expect(Set(pairs).count == pairs.count, "no metric twice")
    }
    await pair.stop()
  }

  @Test("counters look at a stretch of traffic after the window and are scaled to the window's")
  func counters() async throws {
    let pair = try await RunningPair.start()
    let (sent, received) = try await pair.run(job(flows: 1), windowMilliseconds: 100)
    for report in [sent, received] {
      let clock = try #require(report.readings.first { $0.metric == "task_clock" })
      let busy = try #require(report.readings.first { $0.metric == "cpu_time" }?.value)
      let (enabled, running) = (
        try #require(clock.enabledNanoseconds), try #require(clock.runningNanoseconds)
      )
      // A quarter of the window long; the machine may have moved more or less in it.
      #expect(running < enabled / 2 && running > enabled / 20)
      // The same work per byte, and rather more with counters: far from what the stretch alone would count.
      #expect(try #require(clock.value) > 0.6 * busy)
    }
    await pair.stop()
  }

  @Test("a worker says what machine it is on and what it can do, in the order of its lists")
  func description() async throws {
    let worker = try await RunningWorker.start()
    #expect(worker.hello.version == copycostVersion)
    #expect(worker.hello.processID == worker.child.processIdentifier)
    #expect(worker.hello.cpus == CPUs.allowed())
    try await worker.send(.describe)
    guard case .description(let description) = try await worker.answer() else {
      Issue.record("no description")
      return
    }
    #expect(description.senders.map(\.name) == Self.senders)
    #expect(description.receivers.map(\.name) == Self.receivers)
    #expect(Set(description.metrics.map(\.name)).count == description.metrics.count)
    await worker.stop()
  }
}
