import CLinux
import Glibc
import Kernel
import SystemPackage

/// One step of a proof at the sending end.
package struct ProofJob: Sendable {
  /// A connected socket of this step alone.
  package var descriptor: Int32
  package var contents: ProofContents
  package var fields: Int
  /// How long one wait may take.
  package var patienceNanoseconds: UInt64

  package init(
    descriptor: Int32, contents: ProofContents, fields: Int, patienceNanoseconds: UInt64 = 2_000_000_000
  ) {
    self.descriptor = descriptor
    self.contents = contents
    self.fields = fields
    self.patienceNanoseconds = patienceNanoseconds
  }

  func sendJob(_ counters: FlowCounters, _ phase: PhaseWord) -> SendJob {
    SendJob(
      descriptor: descriptor, messageBytes: contents.count, fields: fields, phase: phase, counters: counters,
      drainNanoseconds: patienceNanoseconds, stallNanoseconds: patienceNanoseconds)
  }

  var deadline: UInt64 { MonotonicClock.now() &+ patienceNanoseconds }
}

/// Where the message lies when its source is overwritten.
package enum MutationMoment: String, Sendable, CaseIterable {
  /// In the send queue: nothing of it has been handed to a device yet.
  case queued
  /// In the receive queue of the other end, acknowledged, and not yet read.
  case delivered
}

/// How much of a message still was its source when the source was overwritten.
package struct MutationFinding: Sendable, Hashable {
  /// Bytes of the message that were surely at the place in question; only these are judged.
  package var judgedBytes: UInt64
  /// Of these, bytes that arrived as overwritten: the kernel still pointed at the sender's pages.
  package var changedBytes: UInt64
  /// Bytes of the whole message that arrived neither as sent nor as overwritten.
  package var foreignBytes: UInt64

  package init(judgedBytes: UInt64, changedBytes: UInt64, foreignBytes: UInt64) {
    self.judgedBytes = judgedBytes
    self.changedBytes = changedBytes
    self.foreignBytes = foreignBytes
  }
}

extension SendPrimitive where Self: ~Copyable {
  /// Sends one message, overwrites its source before anybody reads, and has the receiver count what changed.
  ///
  /// Copies that the sender's own program has made are overwritten with the fields, or a kernel that was lent a
  /// gathered message would pass for one that copied it. For `.queued` the receiver's window is filled first, with
  /// buffers as `ProofOptions` says. Needs no privilege.
  package static func proveMutation(
    _ job: ProofJob, at moment: MutationMoment, over channel: ProofChannel
  ) throws(FlowFailure) -> MutationFinding {
    var isAsked = false
    do throws(FlowFailure) {
      return try mutate(job, at: moment, over: channel, &isAsked)
    } catch {
      // The receiver waits for a question: it must not wait for one that never comes.
      if !isAsked { try? channel.send([0, .max, 0]) }
      throw error
    }
  }

  private static func mutate(
    _ job: ProofJob, at moment: MutationMoment, over channel: ProofChannel, _ isAsked: inout Bool
  ) throws(FlowFailure) -> MutationFinding {
    let (counters, phase) = (FlowCounters.allocate(), PhaseWord.allocate())
    defer {
      counters.deallocate()
      phase.deallocate()
    }
    let flags = fcntl(job.descriptor, F_GETFL)
    _ = fcntl(job.descriptor, F_SETFL, flags | O_NONBLOCK)
    var primitive = try Self(job.sendJob(counters, phase), slots: 1)
    let outcome: Result<MutationFinding, FlowFailure>
    do throws(FlowFailure) {
      let question = try primitive.prepareMutation(job, at: moment)
      isAsked = true
      try channel.send([question.filler, UInt64(job.contents.count), question.judged])
      let answer = try channel.receive(2)
      guard answer[0] != .max else {
        throw FlowFailure(call: "the receiver could not read the message", errno: .ioError)
      }
      outcome = .success(
        MutationFinding(judgedBytes: question.judged, changedBytes: answer[0], foreignBytes: answer[1]))
    } catch {
      outcome = .failure(error)
    }
    _ = primitive.drain(deadline: job.deadline)
    return try outcome.get()
  }

  /// Brings a message to where the proof wants it and overwrites its source.
  private mutating func prepareMutation(
    _ job: ProofJob, at moment: MutationMoment
  ) throws(FlowFailure) -> Question {
    write(job.contents.bytes, slot: 0)
    let queue = SendQueue(job)
    let filler = moment == .queued ? try queue.fillWindow() : 0
    guard send(slot: 0) else { throw failure ?? FlowFailure(call: "send", errno: .ioError) }
    let before = try queue.settled(at: moment)
    write(job.contents.complement, slot: 0)
    try overwriteCopies(of: job.contents)
    return Question(
      filler: filler, judged: moment == .queued ? min(before, try queue.settled(at: moment)) : before)
  }
}

/// What the receiver of an overwritten message is to look at.
private struct Question {
  /// Zeros before the message.
  var filler: UInt64
  var judged: UInt64
}

extension SendPrimitive where Self: ~Copyable {
  /// Overwrites what this process holds of the message beside its fields.
  fileprivate func overwriteCopies(of contents: ProofContents) throws(FlowFailure) {
    let fields = vectors(of: 0)
    let result = cl_overwrite_copies(fields, fields.count, contents.mark, contents.mask, contents.words)
    guard result >= 0 else {
      throw FlowFailure(call: "look for copies of the message", errno: Errno(rawValue: Int32(-result)))
    }
  }
}

/// What a socket has yet to send, as far as a proof needs to know.
private struct SendQueue {
  let job: ProofJob
  /// How long the queue must stay as it is to count as stuck: several times what a loaded machine needs to deliver.
  private let stillNanoseconds: UInt64 = 20_000_000

  init(_ job: ProofJob) {
    self.job = job
  }

  private func lengths() throws(FlowFailure) -> (unacknowledged: UInt64, unsent: UInt64) {
    var unacknowledged: Int32 = 0
    var unsent: Int32 = 0
    let result = cl_queued_bytes(job.descriptor, &unacknowledged, &unsent)
    guard result == 0 else { throw FlowFailure(call: "SIOCOUTQ", errno: Errno(rawValue: -result)) }
    return (UInt64(unacknowledged), UInt64(unsent))
  }

  /// Sends zeros until the receiver's window is shut and some of them have to wait; answers how many.
  func fillWindow() throws(FlowFailure) -> UInt64 {
    let zeros = [UInt8](repeating: 0, count: 4096)
    let deadline = job.deadline
    var sent: UInt64 = 0
    var stuckSince = MonotonicClock.now()
    while true {
      let before = try lengths().unsent
      if before == 0 {
        let result = zeros.withUnsafeBytes {
          cl_send(job.descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL | MSG_DONTWAIT))
        }
        guard result > 0 else {
          throw FlowFailure(call: "fill the receiver's window", errno: Errno(rawValue: Int32(-result)))
        }
        sent += UInt64(result)
        stuckSince = MonotonicClock.now()
      } else if MonotonicClock.now() - stuckSince > stillNanoseconds {
        return sent
      } else {
        MonotonicClock.sleep(until: MonotonicClock.now() + 1_000_000)
      }
      guard MonotonicClock.now() < deadline else {
        throw FlowFailure(call: "fill the receiver's window", errno: .timedOut)
      }
    }
  }

  /// Bytes of the message that are at the place in question: from its end when queued, from its start when delivered.
  func settled(at moment: MutationMoment) throws(FlowFailure) -> UInt64 {
    let whole = UInt64(job.contents.count)
    guard moment == .delivered else { return min(whole, try lengths().unsent) }
    let deadline = job.deadline
    var last = try lengths().unacknowledged
    var since = MonotonicClock.now()
    while last > 0, MonotonicClock.now() < deadline {
      MonotonicClock.sleep(until: MonotonicClock.now() + 1_000_000)
      let present = try lengths().unacknowledged
      if present != last { since = MonotonicClock.now() }
      last = present
      // Longer than a delayed acknowledgement (40 ms) or a first retransmission (200 ms) may take.
      if MonotonicClock.now() - since > 500_000_000 { break }
    }
    return whole - min(whole, last)
  }
}

/// The receiving end of a mutation proof.
package enum MutationWitness {
  /// Reads the message when told to and says how much of it changed.
  ///
  /// Throws when the sender gave up, and `.timedOut`.
  package static func testify(
    descriptor: Int32, contents: ProofContents, at moment: MutationMoment, over channel: ProofChannel,
    deadline: UInt64
  ) throws(FlowFailure) {
    let order = try channel.receive(3)
    guard order[1] == UInt64(contents.count), order[2] <= order[1], order[0] <= 1 << 30 else {
      throw FlowFailure(call: "the sender gave up", errno: .canceled)
    }
    let (filler, count, judged) = (Int(order[0]), contents.count, Int(order[2]))
    let received: ArraySlice<UInt8>
    do throws(FlowFailure) {
      received = try read(filler + count, from: descriptor, deadline: deadline)[filler...]
    } catch {
      try channel.send([.max, .max])
      throw error
    }
    let expected = contents.bytes
    let range = moment == .queued ? (count - judged)..<count : 0..<judged
    var changed: UInt64 = 0
    var foreign: UInt64 = 0
    for (offset, byte) in received.enumerated() where byte != expected[offset] {
      if byte != ~expected[offset] {
        foreign += 1
      } else if range.contains(offset) {
        changed += 1
      }
    }
    try channel.send([changed, foreign])
  }

  private static func read(
    _ count: Int, from descriptor: Int32, deadline: UInt64
  ) throws(FlowFailure) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: count)
    var done = 0
    while done < count {
      let result = bytes.withUnsafeMutableBytes {
        cl_recv(descriptor, $0.baseAddress! + done, count - done, Int32(MSG_DONTWAIT))
      }
      if result > 0 {
        done += result
      } else if result == 0 {
        throw FlowFailure(call: "the message ended early", errno: .connectionReset)
      } else {
        let error = Errno(rawValue: Int32(-result))
        guard error == .wouldBlock || error == .interrupted else {
          throw FlowFailure(call: "recv", errno: error)
        }
        let remaining = MonotonicClock.remaining(until: deadline)
        guard remaining > 0, cl_poll(descriptor, POLLIN, remaining) != 0 else {
          throw FlowFailure(call: "recv", errno: .timedOut)
        }
      }
    }
    return bytes
  }
}
