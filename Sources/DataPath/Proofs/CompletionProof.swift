import CLinux
import Glibc
import Kernel
import SystemPackage

/// Times from a send to the moment its sender knew of the completion, in nanoseconds, ascending.
package struct CompletionLatencies: Sendable, Hashable {
  package private(set) var nanoseconds: [UInt64]

  package init(_ unsorted: [UInt64]) {
    nanoseconds = unsorted.sorted()
  }

  /// The smallest value that a share (0...1) of all do not exceed; nil without any.
  package func quantile(_ share: Double) -> UInt64? {
    guard !nanoseconds.isEmpty else { return nil }
    let rank = Int((share * Double(nanoseconds.count)).rounded(.up))
    return nanoseconds[max(1, min(rank, nanoseconds.count)) - 1]
  }
}

/// Sends that were completed one by one: each notification covers one of them.
package struct SingleSends: Sendable {
  package var messages: UInt64 = 0
  package var count = FlowCount()
  package var latencies = CompletionLatencies([])
  /// Pages the fields of one message lie on, each field's counted by itself: what the kernel has to hold on to when
  /// they are lent.
  package var fieldPages: UInt64 = 0
}

/// A stream of messages as in a timed sample, with what the sender saw of its completions.
package struct ProofStream: Sendable {
  package var messages: UInt64 = 0
  package var bytes: UInt64 = 0
  package var nanoseconds: UInt64 = 0
  package var count = FlowCount()
  /// Most sends whose completion had not been seen, at the end of any send.
  package var mostOutstanding: UInt64 = 0
  /// Time spent in sends that met ENOBUFS.
  package var enobufsNanoseconds: UInt64 = 0
  /// As the sender saw them: it looks at the error queue only now and then.
  package var latencies = CompletionLatencies([])
}

extension SendPrimitive where Self: ~Copyable {
  /// Sends messages one at a time, each only when the one before was completed, then ends the stream.
  package static func proveCompletions(_ job: ProofJob, messages: Int) throws(FlowFailure) -> SingleSends {
    let (counters, phase) = (FlowCounters.allocate(), PhaseWord.allocate())
    defer {
      shutdown(job.descriptor, Int32(SHUT_WR))
      counters.deallocate()
      phase.deallocate()
    }
    var primitive = try Self(job.sendJob(counters, phase), slots: 1)
    primitive.write(job.contents.bytes, slot: 0)
    var outcome = SingleSends()
    primitive.forEachField(of: 0) { outcome.fieldPages += Self.pages(of: $0) }
    var times: [UInt64] = []
    times.reserveCapacity(messages)
    var failure: FlowFailure?
    for _ in 0..<messages {
      let start = MonotonicClock.now()
      guard primitive.send(slot: 0) else {
        failure = primitive.failure
        break
      }
      outcome.messages += 1
      guard primitive.mark > 0 else { continue }
      guard primitive.waitUntilReusable(upTo: primitive.mark, deadline: job.deadline) == .free else {
        failure = FlowFailure(call: "wait for a completion", errno: .timedOut)
        break
      }
      times.append(MonotonicClock.now() - start)
    }
    outcome.count = counters.snapshot()
    _ = primitive.drain(deadline: job.deadline)
    if let failure { throw failure }
    outcome.latencies = CompletionLatencies(times)
    return outcome
  }

  private static func pages(of field: UnsafeMutableRawBufferPointer) -> UInt64 {
    guard let start = field.baseAddress, !field.isEmpty else { return 0 }
    let page = UInt(sysconf(Int32(_SC_PAGESIZE)))
    let first = UInt(bitPattern: start) / page
    return UInt64((UInt(bitPattern: start) + UInt(field.count) - 1) / page - first + 1)
  }

  /// Sends for so long, then drains and ends the stream.
  package static func proveStream(_ job: ProofJob, nanoseconds: UInt64) throws(FlowFailure) -> ProofStream {
    let (counters, phase) = (FlowCounters.allocate(), PhaseWord.allocate())
    defer {
      shutdown(job.descriptor, Int32(SHUT_WR))
      counters.deallocate()
      phase.deallocate()
    }
    var primitive = try Self(job.sendJob(counters, phase), slots: 1)
    primitive.write(job.contents.bytes, slot: 0)
    var stream = ProofStream()
    var watch = StreamWatch()
    let awaitsCompletions = description.lends == .untilCompletion
    let start = MonotonicClock.now()
    var now = start
    while now - start < nanoseconds {
      guard primitive.send(slot: 0) else { break }
      let before = now
      now = MonotonicClock.now()
      stream.messages += 1
      if awaitsCompletions { watch.sent(from: before, to: now, count: counters.snapshot()) }
    }
    stream.bytes = stream.messages * UInt64(primitive.bytesPerMessage)
    stream.nanoseconds = now - start
    let failure = primitive.failure
    _ = primitive.drain(deadline: job.deadline)
    if let failure { throw failure }
    stream.count = counters.snapshot()
    stream.mostOutstanding = watch.mostOutstanding
    stream.enobufsNanoseconds = watch.enobufsNanoseconds
    stream.latencies = CompletionLatencies(watch.latencies)
    return stream
  }
}

/// What a sender sees of its completions between two sends.
private struct StreamWatch {
  private(set) var mostOutstanding: UInt64 = 0
  private(set) var enobufsNanoseconds: UInt64 = 0
  private(set) var latencies: [UInt64] = []
  private var sendTimes: [UInt64] = []
  private var last = FlowCount()

  /// Enough for a distribution; a longer stream keeps its first ones.
  private static let mostTimes = 1 << 20

  mutating func sent(from start: UInt64, to end: UInt64, count: FlowCount) {
    guard count[.zerocopySends] > last[.zerocopySends] || count[.enobufs] > last[.enobufs] else {
      last = count
      return
    }
    if count[.enobufs] > last[.enobufs] { enobufsNanoseconds += end - start }
    mostOutstanding = max(
      mostOutstanding, count.outstanding)
    while sendTimes.count < min(Int(count[.zerocopySends]), Self.mostTimes) { sendTimes.append(start) }
    let known = min(Int(count[.zerocopyCompletions]), sendTimes.count)
    // Completions of TCP come in the order of the sends.
    for index in min(Int(last[.zerocopyCompletions]), known)..<known {
      latencies.append(end - sendTimes[index])
    }
    last = count
  }
}

/// A stream as its receiver saw it.
package struct ReceivedProofStream: Sendable {
  package var bytes: UInt64 = 0
  package var calls: UInt64 = 0
  /// From the first byte taken to the end of the stream.
  package var nanoseconds: UInt64 = 0

  package init() {}
}

extension ReceivePrimitive where Self: ~Copyable {
  /// Receives to the end of the stream.
  package static func receiveProofStream(_ job: ReceiveJob) throws(FlowFailure) -> ReceivedProofStream {
    var primitive = try Self(job)
    var stream = ReceivedStream(job)
    var received = ReceivedProofStream()
    var start: UInt64 = 0
    while true {
      let taken = primitive.receive()
      received.calls += 1
      if taken > 0 {
        if start == 0 { start = MonotonicClock.now() }
        received.bytes += UInt64(taken)
      } else if !stream.goesOn(after: taken) {
        break
      }
    }
    if start > 0 { received.nanoseconds = MonotonicClock.now() - start }
    if let failure = stream.failure { throw failure }
    return received
  }
}
