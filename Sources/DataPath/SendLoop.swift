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
      var primitive = try Self(job, slots: 1)
      guard var phase = job.phase.waitWhile(.idle, deadline: MonotonicClock.now() &+ job.stallNanoseconds)
      else {
        return end(FlowFailure(call: "wait at the barrier", errno: .timedOut))
      }
      while phase != .stop {
        edges.append(.now(entering: phase, counters: job.counters))
        if phase == .window, let limit = job.messageLimit {
          _ = primitive.pump(count: limit, while: phase.rawValue, job.phase.address, job.counters)
          break
        }
        guard primitive.pump(while: phase.rawValue, job.phase.address, job.counters) else { break }
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
}
