import CLinux
import Kernel

/// The loop of a receiver. Compiled once for each primitive, with its `receive` inlined.
extension ReceivePrimitive where Self: ~Copyable {
  package static func run(_ job: ReceiveJob) -> FlowEnd {
    var edges: [ThreadUsage] = []
    func end(_ failure: FlowFailure?) -> FlowEnd {
      FlowEnd(total: job.counters.snapshot(), edges: edges, failure: failure, drain: DrainOutcome())
    }
    do throws(FlowFailure) {
      var primitive = try Self(job)
      guard var phase = job.phase.waitWhile(.idle, deadline: MonotonicClock.now() &+ job.stallNanoseconds)
      else {
        return end(FlowFailure(call: "wait at the barrier", errno: .timedOut))
      }
      var stream = ReceivedStream(job)
      edges.append(.now(entering: phase, counters: job.counters))
      // After `stop` the phase changes no more: what is in flight is received until the end of the stream.
      while primitive.pump(while: phase.rawValue, job.phase.address, job.counters, &stream) {
        phase = job.phase.phase
        edges.append(.now(entering: phase, counters: job.counters))
      }
      if phase != .stop { edges.append(.now(entering: .stop, counters: job.counters)) }
      return end(stream.failure)
    } catch {
      return end(error)
    }
  }

  /// Receives as long as the phase lasts; false at the end of the stream, or when the flow has failed.
  @inline(never)
  mutating func pump(
    while current: UInt64, _ phase: UnsafePointer<UInt64>, _ counters: FlowCounters,
    _ stream: inout ReceivedStream
  ) -> Bool {
    repeat {
      let taken = receive()
      counters.add(.calls)
      if taken > 0 {
        counters.add(.bytes, UInt64(taken))
      } else {
        guard stream.goesOn(after: taken) else { return false }
      }
    } while cl_load_relaxed(phase) == current
    return true
  }
}
