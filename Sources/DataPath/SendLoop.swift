import CLinux
import Kernel
import SystemPackage

/// The loops of a sender. Compiled once for each primitive, with its `send` inlined: see
/// Scripts/hot-loop-gate.
extension SendPrimitive where Self: ~Copyable {
  package static func run(_ job: SendJob) -> FlowEnd {
    var edges: [ThreadUsage] = []
    func end(_ failure: FlowFailure?, _ drain: DrainOutcome = DrainOutcome()) -> FlowEnd {
      FlowEnd(total: job.counters.snapshot(), edges: edges, failure: failure, drain: drain)
    }
    do throws(FlowFailure) {
      let slots = job.slots
      var slot = 0
      var primitive = try Self(job, slots: slots)
      job.onPrepared?()
      guard var phase = job.phase.waitWhile(.idle, deadline: MonotonicClock.now() &+ job.stallNanoseconds)
      else {
        return end(FlowFailure(call: "wait at the barrier", errno: .timedOut))
      }
      while phase != .stop {
        edges.append(.now(entering: phase, counters: job.counters))
        let limit = phase == .window ? job.messageLimit : nil
        let (current, address, counters) = (phase.rawValue, job.phase.address, job.counters)
        let goesOn =
          if slots > 1 {
            primitive.pump(ring: slots, from: &slot, count: limit ?? .max, while: current, address, counters)
          } else if let limit {
            primitive.pump(count: limit, while: current, address, counters)
          } else {
            primitive.pump(while: current, address, counters)
          }
        guard goesOn, limit == nil else { break }
        phase = job.phase.phase
      }
      edges.append(.now(entering: .stop, counters: job.counters))
      let failure = primitive.failure
      let outcome = primitive.drain(deadline: MonotonicClock.now() &+ job.drainNanoseconds)
      return end(failure, outcome)
    } catch {
      return end(error)
    }
  }

  /// Sends message after message as long as the phase lasts; false when the flow has failed.
  ///
  /// The phase is the stop flag: one relaxed load per message.
  @inline(never)
  mutating func pump(
    while current: UInt64, _ phase: UnsafePointer<UInt64>, _ counters: FlowCounters
  ) -> Bool {
    let bytes = UInt64(bytesPerMessage)
    while cl_load_relaxed(phase) == current {
      guard send(slot: 0) else { return false }
      counters.add(.messages)
      counters.add(.bytes, bytes)
    }
    return true
  }

  /// Sends so many messages, or fewer when the phase ends first; false when the flow has failed.
  @inline(never)
  mutating func pump(
    count: UInt64, while current: UInt64, _ phase: UnsafePointer<UInt64>, _ counters: FlowCounters
  ) -> Bool {
    let bytes = UInt64(bytesPerMessage)
    var left = count
    while left != 0, cl_load_relaxed(phase) == current {
      guard send(slot: 0) else { return false }
      counters.add(.messages)
      counters.add(.bytes, bytes)
      left &-= 1
    }
    return true
  }

  /// Sends the slots of a ring in turn, so many messages or until the phase ends; false when the flow has failed.
  ///
  /// - Parameter start: the slot to begin with; afterwards the one whose turn it is next.
  @inline(never)
  mutating func pump(
    ring slots: Int, from start: inout Int, count: UInt64, while current: UInt64,
    _ phase: UnsafePointer<UInt64>, _ counters: FlowCounters
  ) -> Bool {
    let bytes = UInt64(bytesPerMessage)
    var slot = start
    defer { start = slot }
    var left = count
    while left != 0, cl_load_relaxed(phase) == current {
      guard send(slot: slot) else { return false }
      counters.add(.messages)
      counters.add(.bytes, bytes)
      left &-= 1
      slot &+= 1
      if slot == slots { slot = 0 }
    }
    return true
  }
}
