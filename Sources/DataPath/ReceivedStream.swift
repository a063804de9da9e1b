import CLinux
import Glibc
import Kernel
import SystemPackage

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
