import DataPath
import Kernel
import Records
import Synchronization
import SystemPackage
import Wire

/// One end of a proof run: connects all steps, goes through them, reports.
struct ProveRun {
  let job: ProveJob

  /// - Throws: `JobFailure` when the ends cannot be joined; a step that fails is a reason in the report.
  func run(tell: (Answer) -> Void) throws(JobFailure) {
    let steps = ProveSteps(job: job)
    let deadline = MonotonicClock.now() + steps.limitNanoseconds
    switch job.side {
    case .sender:
      guard let type = SendPrimitives.named(job.job.cell.primitive) else {
        throw JobFailure("this worker has no send primitive \(job.job.cell.primitive)")
      }
      let flows = try accept(steps, zerocopy: type.description.needsZerocopySocket, tell: tell)
      let proof = try Self.onThread("cc-prove-send", cpus: cpus, flows: flows, deadline: deadline) {
        type.proveAll(steps, flows: flows.map { $0.socket.descriptor }, deadline: deadline)
      }
      tell(.proved(ProofReport(job: job.job.id, sender: proof)))
    default:
      guard let type = ReceivePrimitives.named(job.job.cell.receive) else {
        throw JobFailure("this worker has no receive primitive \(job.job.cell.receive)")
      }
      let flows = try connect(steps)
      let proof = try Self.onThread("cc-prove-recv", cpus: [], flows: flows, deadline: deadline) {
        type.witnessAll(steps, flows: flows.map { $0.socket.descriptor }, cpus: cpus, deadline: deadline)
      }
      tell(.proved(ProofReport(job: job.job.id, receiver: proof)))
    }
  }

  private var cpus: [Int] { job.job.cpusByFlow.first ?? [] }

  /// Runs a body to its end on a thread of its own: the trials need a thread whose control block is on its stack.
  private static func onThread<Proof: Sendable>(
    _ name: String, cpus: [Int], flows: [FlowSlot], deadline: UInt64, _ body: @escaping @Sendable () -> Proof
  ) throws(JobFailure) -> Proof {
    let box = Box<Proof>()
    do throws(Errno) {
      let thread = try FlowThread.start(name: name, cpus: cpus) { box.value.withLock { $0 = body() } }
      if !thread.join(deadline: deadline) {
        for flow in flows { flow.socket.shutdownBoth() }
        guard thread.join(deadline: deadline + 30_000_000_000) else {
          fatalError("\(name) cannot be released")
        }
      }
    } catch {
      throw JobFailure("the thread of the proof could not be started", error)
    }
    guard let proof = box.value.withLock({ $0 }) else { throw JobFailure("the proof ended without a result") }
    return proof
  }

  private final class Box<Value: Sendable>: Sendable {
    let value = Mutex<Value?>(nil)
  }

  // MARK: Connecting

  private func accept(
    _ steps: ProveSteps, zerocopy: Bool, tell: (Answer) -> Void
  ) throws(JobFailure) -> [FlowSlot] {
    var found: [Int: FlowSlot] = [:]
    do throws(Errno) {
      let options = steps.options(of: ProveSteps.control, side: .sender, zerocopy: zerocopy)
      let listener = try Socket.listen(
        address: job.job.address, port: job.job.port, backlog: Int32(steps.flows), options: options)
      tell(.listening(job: job.job.id, port: try listener.localPort))
      let deadline = MonotonicClock.now() + job.job.connectNanoseconds
      while found.count < steps.flows {
        let socket = try listener.accept(deadline: deadline)
        let flow = Handshake.recognise(
          socket, token: job.job.token, flows: steps.flows, deadline: deadline)
        guard let flow, found[flow] == nil else { continue }
        try socket.apply(steps.options(of: flow, side: .sender, zerocopy: zerocopy))
        let peer = try socket.peerAddress
        found[flow] = FlowSlot(index: flow, socket: socket, peer: peer)
      }
    } catch {
      throw JobFailure("\(found.count) of \(steps.flows) connections of the proof stand; then", error)
    }
    return found.values.sorted { $0.index < $1.index }
  }

  private func connect(_ steps: ProveSteps) throws(JobFailure) -> [FlowSlot] {
    var flows: [FlowSlot] = []
    let deadline = MonotonicClock.now() + job.job.connectNanoseconds
    do throws(Errno) {
      for flow in 0..<steps.flows {
        let socket = try Socket.connect(
          address: job.job.address, port: job.job.port, deadline: deadline,
          options: steps.options(of: flow, side: .receiver, zerocopy: false))
        try Handshake.introduce(socket, token: job.job.token, flow: flow, deadline: deadline)
        flows.append(FlowSlot(index: flow, socket: socket, peer: job.job.address))
      }
    } catch {
      throw JobFailure("connection \(flows.count) of the proof could not be made", error)
    }
    return flows
  }
}
