import CLinux
import Glibc
import Kernel
import SystemPackage

/// What every sender carries: the socket, its counters, and what to do when a call did not take the whole
/// message.
package struct SendFlow {
  package let descriptor: Int32
  package let counters: FlowCounters
  package private(set) var failure: FlowFailure?
  private let stallNanoseconds: UInt64

  package init(_ job: SendJob) {
    descriptor = job.descriptor
    counters = job.counters
    stallNanoseconds = job.stallNanoseconds
  }

  /// Goes on after a call that took less than the message or failed, until all is sent or the flow has
  /// failed.
  ///
  /// `again` sends what is left after so many bytes. Copying primitives only: a zero-copy call has a
  /// completion.
  @inline(never)
  package mutating func finish(
    _ call: String, bytes: Int, after first: Int, again: (_ done: Int) -> Int
  ) -> Bool {
    var result = first
    var done = 0
    while true {
      if result >= 0 {
        done += result
        if done == bytes { return true }
        counters.add(.partialCalls)
      } else if !recover(from: result, call) {
        counters.add(.bytes, UInt64(done))
        return false
      }
      counters.add(.calls)
      result = again(done)
    }
  }

  /// Decides about the -errno of a send: true to try again, having waited if the socket was full.
  package mutating func recover(from result: Int, _ call: String) -> Bool {
    switch Errno(rawValue: Int32(-result)) {
    case .interrupted:
      return true
    case .wouldBlock:
      counters.add(.wouldBlock)
      return wait(for: POLLOUT)
    case let error:
      failure = FlowFailure(call: call, errno: error)
      return false
    }
  }

  /// The instant at which a socket that takes nothing from now on counts as dead.
  package var stallDeadline: UInt64 { MonotonicClock.now() &+ stallNanoseconds }

  /// Fails the flow.
  package mutating func fail(_ call: String, _ error: Errno) {
    failure = FlowFailure(call: call, errno: error)
  }

  /// Waits for an event, an error or a hang-up; false, and the flow has failed, when none comes.
  ///
  /// Linux: ppoll(2). Errors and hang-ups are reported whatever was asked for.
  private mutating func wait(for events: Int32) -> Bool {
    let deadline = stallDeadline
    while true {
      counters.add(.calls)
      let result = cl_poll(descriptor, events, MonotonicClock.remaining(until: deadline))
      if result > 0 { return true }
      if result == -Int(EINTR) { continue }
      failure = FlowFailure(call: "poll", errno: result == 0 ? .timedOut : Errno(rawValue: Int32(-result)))
      return false
    }
  }
}
