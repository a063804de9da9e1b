import CLinux
import Glibc
import Kernel
import Records
import SystemPackage

/// Names the fields to the kernel, which sends from their pages and says on the error queue when it is done.
package struct ZeroCopySend: SendPrimitive, ~Copyable {
  package static let description = PrimitiveDescription(
    name: "zero-copy",
    aliases: ["A3"],
    summary: "lends the pages of the fields to the kernel until it reports their completion",
    calls: [
      .init(
        "sendmsg(MSG_NOSIGNAL | MSG_ZEROCOPY), one iovec per field",
        code: "sendmsg(fd, &message, MSG_NOSIGNAL | MSG_ZEROCOPY);  // one iovec per field"),
      .init(
        "recvmsg(MSG_ERRQUEUE), \(reaping)", code: "recvmsg(fd, &message, MSG_ERRQUEUE);  // \(reaping)"),
    ],
    memory: "one malloc per field, kept until the completions of all sends have arrived",
    contents: PrimitiveDescription.constantContents,
    lends: .untilCompletion,
    needs: [.zerocopySocket])

  private static let reaping = "every \(sendsPerReap) messages, until nothing is due or the queue is empty"

  /// Sends between two looks at the error queue.
  ///
  /// Completions merge in the queue, so that one look mostly reads one entry. Measured over loopback on two
  /// CPUs with 4 and 64 KiB messages: a look after each send costs 8 to 11 % more CPU time, and merging
  /// leaves so little even then that 4 to 11 % of the sends are proven copied; from 16 on the cost falls no
  /// further within the noise.
  private static let sendsPerReap = 16

  private var flow: SendFlow
  private let ring: MessageRing
  private var completions: CompletionTracker
  private var sendsUntilReap: Int

  package init(_ job: SendJob, slots: Int) throws(FlowFailure) {
    // Without SO_ZEROCOPY the kernel ignores the flag: every send a copy, and no completion ever.
    guard cl_get_int_option(job.descriptor, SOL_SOCKET, SO_ZEROCOPY) == 1 else {
      throw FlowFailure(call: "SO_ZEROCOPY is not set on the socket", errno: .invalidArgument)
    }
    let ring = try MessageRing(messageBytes: job.messageBytes, fields: job.fields, slots: slots)
    flow = SendFlow(job)
    self.ring = ring
    completions = CompletionTracker()
    sendsUntilReap = Self.sendsPerReap
  }

  @inline(__always)
  package mutating func send(slot: Int) -> Bool {
    flow.counters.add(.calls)
    let sent = cl_sendmsg(flow.descriptor, ring.header(slot), Self.flags)
    if sent == ring.messageBytes {
      issue()
    } else {
      guard finish(slot, after: sent) else { return false }
    }
    sendsUntilReap &-= 1
    if sendsUntilReap == 0 { reap() }
    return true
  }

  private static var flags: Int32 { Int32(MSG_NOSIGNAL | MSG_ZEROCOPY) }

  @inline(__always)
  private mutating func issue() {
    completions.issue()
    flow.counters.store(.zerocopySends, completions.issued)
  }

  /// Goes on after a call that took less than the message, or failed. Each partial call has an id of its own.
  @inline(never)
  private mutating func finish(_ slot: Int, after first: Int) -> Bool {
    var result = first
    var copies = false
    var done = 0
    while true {
      if result >= 0 {
        if result > 0 && !copies { issue() }
        done += result
        if done == ring.messageBytes { return true }
        flow.counters.add(.partialCalls)
        copies = false
      } else {
        guard let next = recover(from: result) else {
          flow.counters.add(.bytes, UInt64(done))
          return false
        }
        copies = next == .copy
      }
      flow.counters.add(.calls)
      if copies { flow.counters.add(.fallbackSends) }
      result = cl_sendmsg(
        flow.descriptor, ring.remainder(of: slot, after: done), copies ? Int32(MSG_NOSIGNAL) : Self.flags)
    }
  }

  private enum Retry { case lend, copy }

  /// Decides how to go on after an error; nil when the flow has failed.
  ///
  /// ENOBUFS is flow control: each outstanding completion holds option memory (optmem_max), and only
  /// completions free it. Where none will come (nothing outstanding, or the connection is gone) a copying
  /// send gets on, or says what is wrong.
  private mutating func recover(from result: Int) -> Retry? {
    let seen = completions.completed
    // A socket whose error queue is not empty always polls ready: empty it before any wait.
    reap()
    guard result == -Int(ENOBUFS) else {
      return flow.recover(from: result, "sendmsg(MSG_ZEROCOPY)") ? .lend : nil
    }
    flow.counters.add(.enobufs)
    if completions.completed != seen { return .lend }
    guard completions.outstanding > 0 else { return .copy }
    switch waitForNotice(deadline: flow.stallDeadline) {
    case .noticed: return .lend
    case .connectionGone: return .copy
    case .timedOut:
      flow.fail("wait for completions", .timedOut)
      return nil
    }
  }

  /// Reads what is on the error queue, without waiting.
  @inline(never)
  private mutating func reap() {
    sendsUntilReap = Self.sendsPerReap
    var notice = cl_zerocopy_notice()
    while completions.outstanding > 0 {
      flow.counters.add(.calls)
      let result = cl_take_zerocopy_notice(flow.descriptor, &notice)
      guard result >= 0 else { break }
      if result == 1 {
        completions.complete(first: notice.first, last: notice.last, copied: notice.copied != 0)
      }
    }
    let counters = flow.counters
    counters.store(.zerocopyCompletions, completions.completed)
    counters.store(.zerocopyCopiedLow, completions.copiedLow)
    counters.store(.zerocopyCopiedHigh, completions.copiedHigh)
    counters.store(.zerocopyNotifications, completions.notifications)
    counters.store(.zerocopyNotificationsCopied, completions.notificationsCopied)
    counters.store(.unexpectedCompletions, completions.unexpected)
  }

  private enum Wait { case noticed, connectionGone, timedOut }

  /// Waits for one more look at the error queue to be worth while, and takes it.
  private mutating func waitForNotice(deadline: UInt64) -> Wait {
    let seen = completions.completed
    while true {
      let remaining = MonotonicClock.remaining(until: deadline)
      guard remaining > 0 else { return .timedOut }
      flow.counters.add(.calls)
      // Asking for no event: only the error queue (POLLERR) or the end of the connection (POLLHUP) answers.
      let events = cl_poll(flow.descriptor, 0, remaining)
      reap()
      if completions.completed != seen { return .noticed }
      if events > 0 { return .connectionGone }
    }
  }

  /// Looks at the error queue until all ids below `mark` have completed.
  package mutating func waitUntilReusable(upTo mark: UInt64, deadline: UInt64) -> Reuse {
    reap()
    while completions.lowWater < mark {
      switch waitForNotice(deadline: deadline) {
      case .noticed: continue
      case .timedOut: return .held
      // The end of a connection is reported for ever: without the pause this would spin.
      case .connectionGone: MonotonicClock.sleep(until: min(deadline, MonotonicClock.now() + 1_000_000))
      }
    }
    return .free
  }

  package consuming func drain(deadline: UInt64) -> DrainOutcome {
    var outcome = DrainOutcome()
    outcome.completionsOutstanding = completions.outstanding
    _ = waitUntilReusable(upTo: completions.issued, deadline: deadline)
    outcome.unaccounted = completions.outstanding
    if outcome.unaccounted > 0 { outcome.leakedBytes = ring.leak() }
    return outcome
  }

  package var bytesPerMessage: Int { ring.messageBytes }
  package var failure: FlowFailure? { flow.failure }
  package func forEachField(of slot: Int, _ visit: (UnsafeMutableRawBufferPointer) -> Void) {
    ring.forEachField(of: slot, visit)
  }
  package var mark: UInt64 { completions.issued }
}
