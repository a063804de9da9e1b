import Glibc
import Kernel
import Records
import Synchronization
import SystemPackage
import Testing

@testable import DataPath

/// Sends nothing and notes which slots it was asked for.
private struct NotingSend: SendPrimitive, ~Copyable {
  static let description = PrimitiveDescription(
    name: "noting", summary: "", calls: [], memory: "none", movesNothing: true)
  static let slots = Mutex<[Int]>([])
  /// Whether onPrepared had been called by the first message.
  static let prepared = Mutex(false)

  let slots: Int

  init(_ job: SendJob, slots: Int) throws(FlowFailure) { self.slots = slots }

  mutating func send(slot: Int) -> Bool {
    Self.slots.withLock { $0.append(slot) }
    return true
  }

  var bytesPerMessage: Int { 0 }
  var failure: FlowFailure? { nil }
  func forEachField(of slot: Int, _ visit: (UnsafeMutableRawBufferPointer) -> Void) {}
}

@Suite("A footprint of messages", .serialized)
struct FootprintTests {
  private static func job(bytes: Int, footprint: Int?) -> SendJob {
    let phase = PhaseWord.allocate()
    return SendJob(
      descriptor: -1, messageBytes: bytes, footprintBytes: footprint, phase: phase,
      counters: FlowCounters.allocate())
  }

  @Test("the slots cover it, and one fewer would not; without one there is one slot")
  func covered() {
    for (bytes, footprint) in [
      (64, 1), (64, 64), (64, 65), (65_537, 4 << 20), (1 << 20, 4 << 20), (4096, (4 << 20) + 1),
    ] {
      let job = Self.job(bytes: bytes, footprint: footprint)
      #expect(job.slots * bytes >= footprint && (job.slots - 1) * bytes < footprint, "\(bytes) \(footprint)")
      job.phase.deallocate()
      job.counters.deallocate()
    }
    let plain = Self.job(bytes: 64, footprint: nil)
    #expect(plain.slots == 1)
    plain.phase.deallocate()
    plain.counters.deallocate()
  }

  @Test("the loops take its slots in turn, from the warm-up on into the window, and one slot without it")
  func turns() throws {
    for (footprint, limit) in [(nil, 9), (700, 23), (700, nil)] as [(Int?, UInt64?)] {
      NotingSend.slots.withLock { $0 = [] }
      NotingSend.prepared.withLock { $0 = false }
      var job = Self.job(bytes: 100, footprint: footprint)
      job.messageLimit = limit
      job.onPrepared = { NotingSend.prepared.withLock { $0 = true } }
      let (phase, run) = (job.phase, job)
      let thread = try FlowThread.start(name: "noting", cpus: []) { _ = NotingSend.run(run) }
      func wait(_ holds: () -> Bool) {
        let deadline = MonotonicClock.now() + 10_000_000_000
        while !holds(), MonotonicClock.now() < deadline { sched_yield() }
      }
      wait { NotingSend.prepared.withLock { $0 } }
      #expect(NotingSend.prepared.withLock { $0 }, "said before the barrier opens")
      #expect(NotingSend.slots.withLock { $0.isEmpty })
      phase.set(.warmup)
      wait { NotingSend.slots.withLock { $0.count } >= 10 }
      phase.set(.window)
      if limit == nil {
        let seen = NotingSend.slots.withLock { $0.count }
        wait { NotingSend.slots.withLock { $0.count } >= seen + 10 }
        phase.set(.stop)
      }
      #expect(thread.join(deadline: MonotonicClock.now() + 10_000_000_000))
      let slots = NotingSend.slots.withLock { $0 }
      let count = slots.count
      let wrong = slots.indices.first { slots[$0] != (footprint == nil ? 0 : $0 % 7) }
      #expect(count >= 19 && wrong == nil)
      phase.deallocate()
      job.counters.deallocate()
    }
  }

  @Test(
    "every slot arrives intact and in turn over real TCP", arguments: FlowTests.movingSenders,
    [(8, 5), (4096, 64), (65_537, 9), (1 << 20, 3)])
  func contents(sender: String, layout: (bytes: Int, slots: Int)) throws {
    let type = try #require(SendPrimitives.named(sender))
    func check<Sender: SendPrimitive & ~Copyable>(_ type: Sender.Type) throws {
      try Self.stream(type, bytes: layout.bytes, slots: layout.slots)
    }
    try check(type)
  }

  /// Turns the ring two and a half times, in two stretches, and compares what arrives byte by byte.
  private static func stream<Sender: SendPrimitive & ~Copyable>(
    _: Sender.Type, bytes: Int, slots: Int
  ) throws {
    let connection = try Connection(.plain, zerocopy: Sender.description.needsZerocopySocket)
    let phase = PhaseWord.allocate()
    let counters = FlowCounters.allocate()
    defer {
      phase.deallocate()
      counters.deallocate()
    }
    phase.set(.window)
    let job = SendJob(
      descriptor: connection.near.descriptor, messageBytes: bytes, footprintBytes: slots * bytes,
      phase: phase, counters: counters)
    let messages = slots * 5 / 2
    let failure = Mutex<String?>(nil)
    let received = Mutex<[UInt8]>([])
    let (near, far) = (connection.near.descriptor, connection.far.descriptor)
    try Conformance.withFlows(
      "ring",
      send: {
        do throws(FlowFailure) {
          var primitive = try Sender(job, slots: job.slots)
          for slot in 0..<job.slots {
            var offset = 0
            primitive.forEachField(of: slot) { field in
              Pattern.fill(field, message: slot, offset: offset)
              offset += field.count
            }
          }
          var slot = 0
          for count in [slots - 1, messages - slots + 1] {
            _ = primitive.pump(
              ring: job.slots, from: &slot, count: UInt64(count), while: phase.phase.rawValue, phase.address,
              counters)
          }
          if slot != messages % slots { failure.withLock { $0 = "the next slot is \(slot)" } }
          if let why = primitive.failure { failure.withLock { $0 = "\(why)" } }
          let outcome = primitive.drain(deadline: MonotonicClock.now() + 10_000_000_000)
          if outcome.leakedBytes > 0 { failure.withLock { $0 = "leaked \(outcome.leakedBytes)" } }
        } catch {
          failure.withLock { $0 = "\(error)" }
        }
        shutdown(near, Int32(SHUT_WR))
      },
      receive: {
        var buffer = [UInt8](repeating: 0, count: 1 << 20)
        while true {
          let taken = recv(far, &buffer, buffer.count, 0)
          guard taken > 0 else { break }
          received.withLock { $0 += buffer[..<taken] }
        }
      }, connection)
    #expect(failure.withLock { $0 } == nil)
    let all = received.withLock { $0 }
    try #require(all.count == messages * bytes)
    for message in 0..<messages {
      let isIntact = all[(message * bytes)..<((message + 1) * bytes)].withUnsafeBytes {
        Pattern.matches($0, message: message % slots, offset: 0)
      }
      #expect(isIntact, "message \(message)")
    }
  }

  @Test("a flow by count sends exactly so many messages from it", arguments: Pair.all)
  func byCount(pair: Pair) throws {
    for (bytes, footprint) in [(8, 1000), (65_537, 4 << 20)] {
      let flow = try Flow.run(pair, bytes: bytes, messages: 150, footprint: footprint, .plain)
      #expect(flow.send.failure == nil && flow.receive.failure == nil)
      #expect(flow.send.total[.messages] == 150)
      #expect(flow.send.total[.bytes] == (pair.send.description.movesNothing ? 0 : 150 * UInt64(bytes)))
      #expect(flow.receive.total[.bytes] == flow.send.total[.bytes])
      #expect(flow.send.total[.zerocopyCompletions] == flow.send.total[.zerocopySends])
    }
  }
}
