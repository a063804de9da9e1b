import DataPath
import Glibc
import Kernel
import Records
import Synchronization
import SystemPackage

/// What sending checked messages through a pair of primitives came to.
struct ConformanceVerdict: Sendable {
  /// Payload bytes of the messages the sender says it has sent.
  var sentBytes = 0
  var receivedBytes = 0
  /// The first message that differs from what was filled in, and the offset of the run of bytes it was found
  /// in.
  var firstDifference: (message: Int, offset: Int)?
  var sender = FlowCount()
  var failure: FlowFailure?
  var receiveFailure: FlowFailure?
  /// What became of the wait for a slot that is not free.
  var reuse = Reuse.free
  var drain = DrainOutcome()

  /// Nil when each byte arrived once, in its place and unchanged; otherwise what is wrong.
  var fault: String? {
    if let failure { return "sender failed: \(failure)" }
    if let receiveFailure { return "receiver failed: \(receiveFailure)" }
    if reuse == .held { return "a message slot never became reusable" }
    if reuse == .unknown { return "nothing says when a message slot becomes reusable" }
    if let firstDifference {
      return "message \(firstDifference.message) differs at offset \(firstDifference.offset) or after"
    }
    if sentBytes != receivedBytes { return "sent \(sentBytes) bytes, received \(receivedBytes)" }
    if drain.unaccounted > 0 { return "\(drain.unaccounted) completions never came" }
    if sender[.zerocopyCompletions] != sender[.zerocopySends] {
      return "completions differ from zero-copy sends"
    }
    if sender[.unexpectedCompletions] > 0 {
      return "\(sender[.unexpectedCompletions]) completions of nothing"
    }
    return nil
  }
}

/// Sends messages with ever new contents through real TCP, over a ring of slots that are refilled when
/// reusable.
///
/// The ring makes early reuse visible: with contents that never change, nobody could tell. A sender whose memory is
/// lent until the receiver has read never knows that a slot is free: it gets a slot for each message.
enum Conformance {
  static let slots = 4
  private static let limit: UInt64 = 10_000_000_000

  static func check<Sender: SendPrimitive & ~Copyable, Receiver: ReceivePrimitive & ~Copyable>(
    _ sender: Sender.Type, _ receiver: Receiver.Type, bytes: Int, messages: Int, _ condition: Condition
  ) throws -> ConformanceVerdict {
    let connection = try Connection(condition, zerocopy: Sender.description.needsZerocopySocket)
    let phase = PhaseWord.allocate()
    let (sent, received) = (FlowCounters.allocate(), FlowCounters.allocate())
    let sendJob = SendJob(
      descriptor: connection.near.descriptor, messageBytes: bytes, phase: phase, counters: sent,
      stallNanoseconds: limit)
    let receiveJob = ReceiveJob(
      descriptor: connection.far.descriptor, bufferBytes: condition.bufferBytes, phase: phase,
      counters: received, stallNanoseconds: limit)
    let verdict = Mutex(ConformanceVerdict())

    try withFlows(
      condition.threads,
      send: {
        condition.onStart()
        defer { condition.onEnd() }
        let outcome = Self.send(sender, sendJob, messages: messages)
        shutdown(sendJob.descriptor, Int32(SHUT_WR))
        verdict.withLock {
          $0.sentBytes = outcome.sentBytes
          $0.failure = outcome.failure
          $0.reuse = outcome.reuse
          $0.drain = outcome.drain
        }
      },
      receive: {
        condition.onStart()
        defer { condition.onEnd() }
        MonotonicClock.sleep(until: MonotonicClock.now() + condition.receiverDelayNanoseconds)
        let outcome = Self.receive(receiver, receiveJob, messageBytes: bytes)
        verdict.withLock {
          $0.receivedBytes = outcome.receivedBytes
          $0.firstDifference = outcome.firstDifference
          $0.receiveFailure = outcome.receiveFailure
        }
      }, connection)
    var result = verdict.withLock { $0 }
    result.sender = sent.snapshot()
    sent.deallocate()
    received.deallocate()
    phase.deallocate()
    return result
  }

  private static func send<Sender: SendPrimitive & ~Copyable>(
    _: Sender.Type, _ job: SendJob, messages: Int
  ) -> ConformanceVerdict {
    var verdict = ConformanceVerdict()
    do throws(FlowFailure) {
      let slots = Sender.description.lends == .untilReceiverRead ? messages : Self.slots
      var primitive = try Sender(job, slots: slots)
      var marks = [UInt64](repeating: 0, count: slots)
      for message in 0..<messages {
        let slot = message % slots
        let deadline = MonotonicClock.now() + limit
        if message >= slots {
          verdict.reuse = primitive.waitUntilReusable(upTo: marks[slot], deadline: deadline)
          guard verdict.reuse == .free else { break }
        }
        var offset = 0
        primitive.forEachField(of: slot) { field in
          Pattern.fill(field, message: message, offset: offset)
          offset += field.count
        }
        guard primitive.send(slot: slot) else { break }
        marks[slot] = primitive.mark
        verdict.sentBytes += primitive.bytesPerMessage
      }
      verdict.failure = primitive.failure
      verdict.drain = primitive.drain(deadline: MonotonicClock.now() + limit)
    } catch {
      verdict.failure = error
    }
    return verdict
  }

  private static func receive<Receiver: ReceivePrimitive & ~Copyable>(
    _: Receiver.Type, _ job: ReceiveJob, messageBytes: Int
  ) -> ConformanceVerdict {
    var verdict = ConformanceVerdict()
    do throws(FlowFailure) {
      var primitive = try Receiver(job)
      var stream = ReceivedStream(job)
      while true {
        let taken = primitive.receive()
        guard taken > 0 else {
          if stream.goesOn(after: taken) { continue }
          break
        }
        var position = verdict.receivedBytes
        primitive.forEachReceived(taken) { bytes in
          verdict.compare(bytes, at: position, messageBytes: messageBytes)
          position += bytes.count
        }
        verdict.receivedBytes += taken
      }
      verdict.receiveFailure = stream.failure
    } catch {
      verdict.receiveFailure = error
    }
    return verdict
  }

  /// Runs both ends on threads of their own, and shuts the connection down when one of them hangs.
  static func withFlows(
    _ prefix: String = "conf",
    send: @escaping @Sendable () -> Void, receive: @escaping @Sendable () -> Void,
    _ connection: borrowing Connection
  ) throws {
    let sender = try FlowThread.start(name: "\(prefix)-send", cpus: [], body: send)
    let receiver = try FlowThread.start(name: "\(prefix)-recv", cpus: [], body: receive)
    let deadline = MonotonicClock.now() + limit
    if !sender.join(deadline: deadline) || !receiver.join(deadline: deadline) {
      connection.near.shutdownBoth()
      connection.far.shutdownBoth()
    }
    // Their memory is still in use: there is no going on without them.
    let lastCall = MonotonicClock.now() + 5_000_000_000
    precondition(sender.join(deadline: lastCall) && receiver.join(deadline: lastCall), "a flow does not end")
  }
}

extension ConformanceVerdict {
  /// Compares received bytes with the messages that belong at this position of the stream.
  fileprivate mutating func compare(_ bytes: UnsafeRawBufferPointer, at position: Int, messageBytes: Int) {
    guard firstDifference == nil else { return }
    var done = 0
    while done < bytes.count {
      let (message, offset) = (position + done).quotientAndRemainder(dividingBy: messageBytes)
      let length = min(messageBytes - offset, bytes.count - done)
      let part = UnsafeRawBufferPointer(rebasing: bytes[done..<(done + length)])
      if !Pattern.matches(part, message: message, offset: offset) {
        firstDifference = (message, offset)
        return
      }
      done += length
    }
  }
}
