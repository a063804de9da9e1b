import DataPath
import Kernel
import Records
import Synchronization
import SystemPackage
import Wire

/// The threads of one end of a job: started on connected flows, driven by one phase word, joined with a deadline.
final class FlowCrew: Sendable {
  let side: Side
  let cell: Cell
  let flows: [FlowSlot]
  let phase: PhaseWord
  let threads: [FlowThread]
  private let running: Counter
  private let drainNanoseconds: UInt64

  /// Flows still moving bytes, counted down by the flow threads.
  final class Counter: Sendable {
    private let count: Atomic<Int>

    init(_ value: Int) { count = Atomic(value) }

    var value: Int { count.load(ordering: .acquiring) }

    func countDown() { count.subtract(1, ordering: .acquiringAndReleasing) }
  }

  private init(
    side: Side, cell: Cell, flows: [FlowSlot], phase: PhaseWord, threads: [FlowThread], running: Counter,
    drainNanoseconds: UInt64
  ) {
    self.side = side
    self.cell = cell
    self.flows = flows
    self.phase = phase
    self.threads = threads
    self.running = running
    self.drainNanoseconds = drainNanoseconds
  }

  /// Starts one thread per flow; they prepare their buffers and wait for the phase to leave `idle`.
  ///
  /// - Parameter drainNanoseconds: how long a sender waits for completions after its last message.
  static func start(
    side: Side, cell: Cell, flows: [FlowSlot], cpusByFlow: [[Int]], drainNanoseconds: UInt64
  ) throws(JobFailure) -> FlowCrew {
    let phase = PhaseWord.allocate()
    let running = Counter(flows.count)
    let run = try loop(side: side, cell: cell, phase: phase, drainNanoseconds: drainNanoseconds)
    var threads: [FlowThread] = []
    for slot in flows {
      let cpus = slot.index < cpusByFlow.count ? cpusByFlow[slot.index] : []
      let name = side == .sender ? "cc-send-\(slot.index)" : "cc-recv-\(slot.index)"
      do throws(Errno) {
        threads.append(
          try FlowThread.start(name: name, cpus: cpus) {
            let end = run(slot)
            slot.end = end
            slot.isPrepared = true
            if side == .sender { slot.socket.shutdownWrite() }
            running.countDown()
            // Stay until the counters are read and the crew is told to stop: those of an ended thread are gone.
            for present in [Phase.idle, .warmup, .window] { _ = phase.waitWhile(present, deadline: .max) }
          })
      } catch {
        phase.set(.stop)
        for slot in flows { slot.socket.shutdownBoth() }
        for thread in threads { _ = thread.join(deadline: .max) }
        let place = cpus.isEmpty ? "" : " on CPUs \(cpus.map(String.init).joined(separator: ","))"
        throw JobFailure("thread of flow \(slot.index) could not be started\(place)", error)
      }
    }
    return FlowCrew(
      side: side, cell: cell, flows: flows, phase: phase, threads: threads, running: running,
      drainNanoseconds: drainNanoseconds)
  }

  private static func loop(
    side: Side, cell: Cell, phase: PhaseWord, drainNanoseconds: UInt64
  ) throws(JobFailure) -> @Sendable (FlowSlot) -> FlowEnd {
    if side == .sender {
      guard let primitive = SendPrimitives.named(cell.primitive) else {
        throw JobFailure("this worker has no send primitive \(cell.primitive)")
      }
      return { slot in
        primitive.run(
          SendJob(
            descriptor: slot.socket.descriptor, messageBytes: cell.messageBytes, fields: cell.options.fields,
            messageLimit: cell.options.messagesPerFlow.map(UInt64.init),
            footprintBytes: cell.options.footprintBytesPerFlow(of: cell.flows), phase: phase,
            counters: slot.counters, drainNanoseconds: drainNanoseconds,
            onPrepared: { slot.isPrepared = true }))
      }
    }
    guard let primitive = ReceivePrimitives.named(cell.receive) else {
      throw JobFailure("this worker has no receive primitive \(cell.receive)")
    }
    return { slot in
      primitive.run(
        ReceiveJob(
          descriptor: slot.socket.descriptor, bufferBytes: cell.options.receiveBufferBytes, phase: phase,
          counters: slot.counters))
    }
  }

  /// Waits until the memory of every flow has been touched; false at the deadline.
  func waitUntilPrepared(deadline: UInt64) -> Bool {
    while !flows.allSatisfy(\.isPrepared) {
      guard MonotonicClock.now() < deadline else { return false }
      MonotonicClock.sleep(until: MonotonicClock.now() + 200_000)
    }
    return true
  }

  /// Counters of all flows at this instant, summed.
  func traffic() -> FlowCount {
    flows.reduce(FlowCount()) { $0 + $1.counters.snapshot() }
  }

  var allHaveFinished: Bool { running.value == 0 }

  /// Waits for every thread; those that are stuck in a call are released by shutting their socket down.
  ///
  /// - Returns: the flows that had to be released.
  func join(deadline: UInt64) -> Set<Int> {
    var stuck: Set<Int> = []
    for (slot, thread) in zip(flows, threads) where !thread.join(deadline: deadline) {
      stuck.insert(slot.index)
    }
    for slot in flows where stuck.contains(slot.index) { slot.socket.shutdownBoth() }
    // A sender released like this still waits for the completions it is owed.
    let grace = MonotonicClock.now() + drainNanoseconds + 2_000_000_000
    for (slot, thread) in zip(flows, threads) where stuck.contains(slot.index) {
      guard thread.join(deadline: grace) else { fatalError("flow thread \(slot.index) cannot be released") }
    }
    return stuck
  }

  /// Waits until the other end has acknowledged every byte, so that the device has carried what the flows count.
  func waitUntilSent(deadline: UInt64) {
    for slot in flows {
      while slot.socket.unacknowledgedBytes ?? 0 > 0, MonotonicClock.now() < deadline {
        MonotonicClock.sleep(until: MonotonicClock.now() + 1_000_000)
      }
    }
  }

  deinit {
    phase.deallocate()
  }
}
