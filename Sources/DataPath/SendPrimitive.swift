import Kernel
import Records

/// Everything a sender thread needs to know; the socket stays the property of the caller.
package struct SendJob: Sendable {
  /// A connected stream socket, blocking or not.
  package var descriptor: Int32
  /// At least `fields`.
  package var messageBytes: Int
  /// Separately allocated parts of a message, 1...1024 (UIO_MAXIOV).
  package var fields: Int
  /// How many messages to send in phase `window`; nil sends until the phase changes. Warm-up is always by
  /// phase.
  package var messageLimit: UInt64?
  /// Memory of messages to cycle through; nil sends one message again and again.
  package var footprintBytes: Int?
  /// Called on the flow's thread when its memory has been allocated and touched, before the wait at the barrier.
  package var onPrepared: (@Sendable () -> Void)?
  package var phase: PhaseWord
  package var counters: FlowCounters
  /// How long to wait for outstanding completions after the last message.
  package var drainNanoseconds: UInt64
  /// How long a socket may take nothing, or the barrier stay shut, before the flow gives up with ETIMEDOUT.
  package var stallNanoseconds: UInt64

  package init(
    descriptor: Int32, messageBytes: Int, fields: Int = 8, messageLimit: UInt64? = nil,
    footprintBytes: Int? = nil, phase: PhaseWord, counters: FlowCounters,
    drainNanoseconds: UInt64 = 2_000_000_000, stallNanoseconds: UInt64 = 60_000_000_000,
    onPrepared: (@Sendable () -> Void)? = nil
  ) {
    self.descriptor = descriptor
    self.messageBytes = messageBytes
    self.fields = fields
    self.messageLimit = messageLimit
    self.footprintBytes = footprintBytes
    self.onPrepared = onPrepared
    self.phase = phase
    self.counters = counters
    self.drainNanoseconds = drainNanoseconds
    self.stallNanoseconds = stallNanoseconds
  }

  /// Messages that cover the footprint, the last of them perhaps beyond it; 1 without one.
  package var slots: Int {
    guard let footprintBytes, messageBytes > 0 else { return 1 }
    return max(1, (footprintBytes + messageBytes - 1) / messageBytes)
  }
}

/// One way to hand a message to the kernel.
///
/// Adding one: a concrete, non-generic, non-copyable struct in `Senders/` and a line in
/// `SendPrimitives.swift`. `send(slot:)` is inlined into the loops of `SendLoop.swift`, once for each sender;
/// `Scripts/hot-loop-gate` checks. Memory is a ring of message slots. The loops send slot 0 again and again,
/// or with a footprint all slots in turn, none of which they write to; the conformance tests fill the slots
/// with ever new contents, and so see a message lost, repeated, reordered or overwritten early.
package protocol SendPrimitive: ~Copyable, SendableMetatype {
  /// What lists and reports say about it; the tests hold it to its word.
  static var description: PrimitiveDescription { get }

  /// Allocates and touches the memory of `slots` messages. Throws EINVAL for a size below the fields, ENOMEM.
  init(_ job: SendJob, slots: Int) throws(FlowFailure)

  /// Hands the whole message to the kernel; false when the flow has failed, and `failure` then says why.
  mutating func send(slot: Int) -> Bool

  /// Payload bytes of one `send`; 0 for a primitive that moves nothing.
  var bytesPerMessage: Int { get }
  /// Why `send` answered false.
  var failure: FlowFailure? { get }

  /// Visits the memory of a slot in the order of the message, for contents other than the constant ones.
  func forEachField(of slot: Int, _ visit: (UnsafeMutableRawBufferPointer) -> Void)
  /// A point in the sequence of sends: what was sent before may be overwritten once `waitUntilReusable` has
  /// passed it.
  var mark: UInt64 { get }
  /// Waits until the kernel has no more use for the memory sent before a mark.
  mutating func waitUntilReusable(upTo mark: UInt64, deadline: UInt64) -> Reuse

  /// Waits for whatever is outstanding, then frees the memory, or leaks it when the kernel may still read it.
  consuming func drain(deadline: UInt64) -> DrainOutcome

  /// The life of a sender thread: prepare, wait at the barrier, send through the phases, drain.
  ///
  /// A requirement, so that the default body is compiled once for each conformer. The socket stays open and
  /// undisturbed.
  static func run(_ job: SendJob) -> FlowEnd
}

/// A sender knows this of memory that it has handed to the kernel.
package enum Reuse: Sendable, Equatable {
  /// The kernel has no more use for it.
  case free
  /// The kernel still held it at the deadline.
  case held
  /// Nothing tells the sender: the kernel holds it until the receiver has read.
  case unknown
}

/// A primitive without completions needs no more than this.
extension SendPrimitive where Self: ~Copyable {
  package var mark: UInt64 { 0 }
  /// What the calls have copied is free; whoever lends without a completion cannot know.
  package mutating func waitUntilReusable(upTo mark: UInt64, deadline: UInt64) -> Reuse {
    Self.description.lends == .nothing ? .free : .unknown
  }
  package consuming func drain(deadline: UInt64) -> DrainOutcome { DrainOutcome() }
}
