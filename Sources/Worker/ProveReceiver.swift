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
    proof.streams = (0..<steps.job.streams).map { stream in
      let receiver = StreamReceiver(
        isTraced: steps.isTraced(stream: stream), cpus: cpus, deadline: deadline, channel: channel)
      return receiver.run { [flow = flows[ProveSteps.firstStream + stream]] () throws(FlowFailure) in
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
      DataPath.ReceiveJob(
        descriptor: flow, bufferBytes: steps.job.job.cell.options.receiveBufferBytes, phase: phase,
        counters: counters, stallNanoseconds: steps.limitNanoseconds))
  }
}

/// Receives one stream on a thread of its own, traced or not.
private struct StreamReceiver {
  let isTraced: Bool
  let cpus: [Int]
  let deadline: UInt64
  let channel: ProofChannel

  /// How often the ring is emptied: a megabyte holds 20 ms of the densest records seen.
  private static let readNanoseconds: UInt64 = 1_000_000

  private final class Outcome: Sendable {
    let value = Mutex<Result<ReceivedProofStream, FlowFailure>?>(nil)
    let ended = Atomic<Bool>(false)
  }

  func run(
    _ receive: @escaping @Sendable () throws(FlowFailure) -> ReceivedProofStream
  ) -> Finding<ReceiverProof.Stream> {
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
      return .missing(reason: "the receiving thread could not be started: \(error)")
    }
    let trace = isTraced ? Self.open(thread.threadID) : nil
    try? channel.send([1])
    // In turns of one length whether traced or not, so that the pairs differ in the tracing alone.
    while !outcome.ended.load(ordering: .acquiring), MonotonicClock.now() < deadline {
      MonotonicClock.sleep(until: MonotonicClock.now() + Self.readNanoseconds)
      if case .success(let trace) = trace { trace.read() }
    }
    guard thread.join(deadline: deadline), let result = outcome.value.withLock({ $0 }) else {
      return .missing(reason: "the stream did not end")
    }
    return finding(result, trace)
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

  private func finding(
    _ result: Result<ReceivedProofStream, FlowFailure>, _ trace: Result<ReceiveCopyTrace, Unavailable>?
  ) -> Finding<ReceiverProof.Stream> {
    let copied: Finding<ReceiverProof.Copied>?
    switch trace {
    case nil: copied = nil
    case .failure(let missing)?: copied = .missing(reason: missing.reason)
    case .success(let trace)?:
      let sum = trace.stop()
      copied = .found(ReceiverProof.Copied(bytes: sum.sum, records: sum.records, lost: sum.lost))
    }
    switch result {
    case .failure(let failure): return .missing(reason: failure.description)
    case .success(let stream):
      return .found(
        ReceiverProof.Stream(
          bytes: stream.bytes, calls: stream.calls, nanoseconds: stream.nanoseconds, copied: copied))
    }
  }
}
