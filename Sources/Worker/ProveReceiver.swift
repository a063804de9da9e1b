import DataPath
import Kernel
import Probes
import Records
import Synchronization
import SystemPackage
import Wire

extension ReceivePrimitive where Self: ~Copyable {
  /// All steps of a proof at the receiving end; says over the control connection when it is ready for each.
  ///
  /// - Parameter flows: one connected socket for each step.
  static func witnessAll(_ steps: ProveSteps, flows: [Int32], cpus: [Int], deadline: UInt64) -> ReceiverProof
  {
    let channel = ProofChannel(descriptor: flows[ProveSteps.control], deadline: deadline)
    var proof = ReceiverProof(streams: [])
    func step(_ name: String, _ body: () throws(FlowFailure) -> Void) {
      do throws(FlowFailure) {
        try channel.send([1])
        try body()
      } catch {
        proof.failures.append("\(name): \(error)")
      }
    }
    let sender = try? channel.receive(1)[0]
    for (moment, flow) in [(MutationMoment.delivered, ProveSteps.delivered), (.queued, ProveSteps.queued)] {
      step("\(moment) message") { () throws(FlowFailure) in
        try MutationWitness.testify(
          descriptor: flows[flow], contents: steps.contents(of: flow), at: moment, over: channel,
          deadline: deadline)
      }
    }
    // The contents of the trials are judged at the sender: here they only have to go somewhere.
    step("trials") { () throws(FlowFailure) in
      for flow in [ProveSteps.reads, ProveSteps.stores] {
        _ = try ReadReceive.receive(flows[flow], steps)
      }
    }
    step("single sends") { () throws(FlowFailure) in _ = try receive(flows[ProveSteps.single], steps) }
    let receiver = StreamReceiver(cpus: cpus, deadline: deadline, channel: channel)
    proof.streams = (0..<steps.job.streams).map { stream in
      let traced = steps.isTraced(stream: stream)
      return receiver.stream(isTraced: traced) {
        [flow = flows[ProveSteps.firstStream + stream]] () throws(FlowFailure) in
        try receive(flow, steps)
      }
    }
    if let flow = steps.sampledStream {
      proof.payers = receiver.payers(sender: sender.map { Int32(truncatingIfNeeded: $0) }) {
        [flow = flows[flow]] () throws(FlowFailure) in
        try receive(flow, steps)
      }
    }
    return proof
  }

  private static func receive(_ flow: Int32, _ steps: ProveSteps) throws(FlowFailure) -> ReceivedProofStream {
    let (counters, phase) = (FlowCounters.allocate(), PhaseWord.allocate())
    defer {
      counters.deallocate()
      phase.deallocate()
    }
    return try receiveProofStream(
      ReceiveJob(
        descriptor: flow, bufferBytes: steps.job.job.cell.options.receiveBufferBytes, phase: phase,
        counters: counters, stallNanoseconds: steps.limitNanoseconds))
  }
}

/// Receives a stream on a thread of its own while an instrument watches it.
private struct StreamReceiver {
  let cpus: [Int]
  let deadline: UInt64
  let channel: ProofChannel

  typealias Receive = @Sendable () throws(FlowFailure) -> ReceivedProofStream

  /// How often the rings are emptied: a megabyte holds 20 ms of the densest trace records seen.
  private static let readNanoseconds: UInt64 = 1_000_000

  private final class Outcome: Sendable {
    let value = Mutex<Result<ReceivedProofStream, FlowFailure>?>(nil)
    let ended = Atomic<Bool>(false)
  }

  /// - Parameters:
  ///   - begin: called with the receiving thread's id before the other end may send.
  ///   - look: called every millisecond, so that streams with and without an instrument differ in it alone.
  private func run(
    _ receive: @escaping Receive, begin: (Int32) -> Void = { _ in }, look: () -> Void = {}
  ) -> Result<ReceivedProofStream, Unavailable> {
    let outcome = Outcome()
    let thread: FlowThread
    do throws(Errno) {
      thread = try FlowThread.start(name: "cc-prove-strm", cpus: cpus) {
        let result: Result<ReceivedProofStream, FlowFailure>
        do throws(FlowFailure) { result = .success(try receive()) } catch { result = .failure(error) }
        outcome.value.withLock { $0 = result }
        outcome.ended.store(true, ordering: .releasing)
      }
    } catch {
      return .failure(Unavailable("the receiving thread could not be started: \(error)"))
    }
    begin(thread.threadID)
    try? channel.send([1])
    while !outcome.ended.load(ordering: .acquiring), MonotonicClock.now() < deadline {
      MonotonicClock.sleep(until: MonotonicClock.now() + Self.readNanoseconds)
      look()
    }
    guard thread.join(deadline: deadline), let result = outcome.value.withLock({ $0 }) else {
      return .failure(Unavailable("the stream did not end"))
    }
    return result.mapError { Unavailable($0.description) }
  }

  /// One stream, traced or not.
  func stream(isTraced: Bool, _ receive: @escaping Receive) -> Finding<ReceiverProof.Stream> {
    var trace: Result<ReceiveCopyTrace, Unavailable>?
    let received = run(receive) { thread in
      if isTraced { trace = Self.open(thread) }
    } look: {
      if case .success(let trace) = trace { trace.read() }
    }
    let copied = trace.map { trace -> Finding<ReceiverProof.Copied> in
      switch trace {
      case .failure(let missing): return .missing(reason: missing.reason)
      case .success(let trace):
        let sum = trace.stop()
        return .found(ReceiverProof.Copied(bytes: sum.sum, records: sum.records, lost: sum.lost))
      }
    }
    switch received {
    case .failure(let missing): return .missing(reason: missing.reason)
    case .success(let stream):
      return .found(
        ReceiverProof.Stream(
          bytes: stream.bytes, calls: stream.calls, nanoseconds: stream.nanoseconds, copied: copied))
    }
  }

  private static func open(_ thread: Int32) -> Result<ReceiveCopyTrace, Unavailable> {
    do throws(Unavailable) {
      let trace = try ReceiveCopyTrace(thread: thread)
      try trace.start()
      return .success(trace)
    } catch {
      return .failure(error)
    }
  }

  /// One stream during which all CPUs are sampled.
  ///
  /// - Parameter sender: thread id of the sending thread; nil when it was not told.
  func payers(sender: Int32?, _ receive: @escaping Receive) -> Finding<CopyPayers> {
    var receiver: Int32 = 0
    do throws(Unavailable) {
      // Before the stream: reading the kernel's symbols takes longer than the stream.
      let sampler = Result { () throws(Unavailable) in try DeferredCopySampler() }
      let received = run(receive) { thread in
        receiver = thread
        (try? sampler.get())?.start()
      } look: {
        (try? sampler.get())?.poll()
      }
      let opened = try sampler.get()
      opened.stop()
      _ = try received.get()
      guard let sender else { throw Unavailable("the sending thread did not say who it is") }
      return .found(try opened.payers(sender: sender, receiver: receiver))
    } catch {
      return .missing(reason: error.reason)
    }
  }
}
