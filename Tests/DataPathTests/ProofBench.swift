import DataPath
import Glibc
import Kernel
import Synchronization

/// Runs one step of a proof over loopback, both ends on threads of their own in this process.
enum ProofBench {
  private static let limit: UInt64 = 20_000_000_000

  static func mutate<Sender: SendPrimitive & ~Copyable>(
    _ sender: Sender.Type, bytes: Int, at moment: MutationMoment
  ) throws -> MutationFinding {
    let options = ProofOptions(moment: moment, messageBytes: bytes)
    let condition = Condition(
      name: "proof", sendBufferBytes: options.sendBufferBytes, receiveBufferBytes: options.receiveBufferBytes)
    let data = try Connection(condition, zerocopy: Sender.description.needsZerocopySocket)
    let control = try Connection(.plain, zerocopy: false)
    let contents = ProofContents(seed: .random(in: .min ... .max), count: bytes)
    let deadline = MonotonicClock.now() + limit
    let finding = Mutex<Result<MutationFinding, FlowFailure>?>(nil)
    let problem = Mutex<FlowFailure?>(nil)
    let (near, far) = (data.near.descriptor, data.far.descriptor)
    let (asker, answerer) = (control.near.descriptor, control.far.descriptor)
    try Conformance.withFlows(
      send: {
        let job = ProofJob(descriptor: near, contents: contents, fields: 8)
        let channel = ProofChannel(descriptor: asker, deadline: deadline)
        let outcome: Result<MutationFinding, FlowFailure>
        do throws(FlowFailure) {
          outcome = .success(try Sender.proveMutation(job, at: moment, over: channel))
        } catch {
          outcome = .failure(error)
        }
        if case .failure = outcome { shutdown(asker, Int32(SHUT_RDWR)) }
        finding.withLock { $0 = outcome }
      },
      receive: {
        do throws(FlowFailure) {
          try MutationWitness.testify(
            descriptor: far, contents: contents, at: moment,
            over: ProofChannel(descriptor: answerer, deadline: deadline), deadline: deadline)
        } catch {
          problem.withLock { $0 = error }
          shutdown(answerer, Int32(SHUT_RDWR))
        }
      }, data)
    if let problem = problem.withLock({ $0 }), case .success? = finding.withLock({ $0 }) { throw problem }
    return try finding.withLock { $0 }!.get()
  }

  static func gather<Sender: SendPrimitive & ~Copyable>(_ sender: Sender.Type, bytes: Int) throws
    -> GatherFinding
  {
    let zerocopy = Sender.description.needsZerocopySocket
    let first = try Connection(.plain, zerocopy: zerocopy)
    let second = try Connection(.plain, zerocopy: zerocopy)
    let finding = Mutex<GatherFinding?>(nil)
    let contents = ProofContents(seed: .random(in: .min ... .max), count: bytes)
    let (near, far) = (first.near.descriptor, first.far.descriptor)
    let (near2, far2) = (second.near.descriptor, second.far.descriptor)
    try Conformance.withFlows(
      send: {
        let outcome = Sender.proveGather(
          reads: ProofJob(descriptor: near, contents: contents, fields: 8),
          stores: ProofJob(descriptor: near2, contents: contents, fields: 8))
        finding.withLock { $0 = outcome }
      },
      receive: {
        for descriptor in [far, far2] { _ = try? drain(descriptor) }
      }, first)
    return finding.withLock { $0 }!
  }

  static func single<Sender: SendPrimitive & ~Copyable>(
    _ sender: Sender.Type, bytes: Int, messages: Int
  ) throws -> SingleSends {
    let connection = try Connection(.plain, zerocopy: Sender.description.needsZerocopySocket)
    let contents = ProofContents(seed: .random(in: .min ... .max), count: bytes)
    let outcome = Mutex<Result<SingleSends, FlowFailure>?>(nil)
    let (near, far) = (connection.near.descriptor, connection.far.descriptor)
    try Conformance.withFlows(
      send: {
        let job = ProofJob(descriptor: near, contents: contents, fields: 8)
        do throws(FlowFailure) {
          let sends = try Sender.proveCompletions(job, messages: messages)
          outcome.withLock { $0 = .success(sends) }
        } catch {
          outcome.withLock { $0 = .failure(error) }
        }
      }, receive: { _ = try? drain(far) }, connection)
    return try outcome.withLock { $0 }!.get()
  }

  /// Reads to the end of the stream.
  static func drain(_ descriptor: Int32) throws -> ReceivedProofStream {
    let (counters, phase) = (FlowCounters.allocate(), PhaseWord.allocate())
    defer {
      counters.deallocate()
      phase.deallocate()
    }
    return try ReadReceive.receiveProofStream(
      ReceiveJob(descriptor: descriptor, phase: phase, counters: counters, stallNanoseconds: limit))
  }
}
