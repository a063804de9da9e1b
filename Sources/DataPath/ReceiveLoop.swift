import CLinux
import Glibc
import Kernel
import SystemPackage

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
      while primitive.pump(while: phase.rawValue, job, &stream) {
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
  mutating func pump(while current: UInt64, _ job: borrowing ReceiveJob, _ stream: inout ReceivedStream)
    -> Bool
  {
    let phase = job.phase
    let counters = job.counters
    repeat {
      let taken = receive()
      counters.add(.calls)
      if taken > 0 {
        counters.add(.bytes, UInt64(taken))
      } else {
        guard stream.goesOn(after: taken) else { return false }
      }
    } while phase.load() == current
    return true
  }
}

/// How the stream of a receiver ended, or how long it may pause.
package struct ReceivedStream {
  package private(set) var failure: FlowFailure?
  private let job: ReceiveJob

  package init(_ job: ReceiveJob) {
    self.job = job
  }

  /// Decides about a receive that took nothing: true to try again, having waited if nothing was there.
  @inline(never)
  package mutating func goesOn(after result: Int) -> Bool {
    if result == 0 { return false }
    switch Errno(rawValue: Int32(-result)) {
    case .interrupted:
      return true
    case .wouldBlock:
      job.counters.add(.wouldBlock)
      return waitForBytes()
    case let error:
      failure = FlowFailure(call: "recv", errno: error)
      return false
    }
  }

  private mutating func waitForBytes() -> Bool {
    let deadline = MonotonicClock.now() &+ job.stallNanoseconds
    while true {
      job.counters.add(.calls)
      let result = cl_poll(job.descriptor, POLLIN, MonotonicClock.remaining(until: deadline))
      if result > 0 { return true }
      if result == -Int(EINTR) { continue }
      failure = FlowFailure(call: "poll", errno: result == 0 ? .timedOut : Errno(rawValue: Int32(-result)))
      return false
    }
  }
}
