import Kernel
import Records

/// Everything a receiver thread needs to know; the socket stays the property of the caller.
package struct ReceiveJob: Sendable {
  /// A connected stream socket, blocking or not.
  package var descriptor: Int32
  /// The most one call may take.
  package var bufferBytes: Int
  package var phase: PhaseWord
  package var counters: FlowCounters
  /// How long the barrier may stay shut, or a non-blocking socket bring nothing, before the flow gives up.
  package var stallNanoseconds: UInt64

  package init(
    descriptor: Int32, bufferBytes: Int = 256 * 1024, phase: PhaseWord, counters: FlowCounters,
    stallNanoseconds: UInt64 = 60_000_000_000
  ) {
    self.descriptor = descriptor
    self.bufferBytes = bufferBytes
    self.phase = phase
    self.counters = counters
    self.stallNanoseconds = stallNanoseconds
  }
}

/// One way to take bytes from the kernel.
///
/// Adding one: a concrete, non-generic, non-copyable struct in `Receivers/` and a line in
/// `ReceivePrimitives.swift`.
package protocol ReceivePrimitive: ~Copyable, SendableMetatype {
  /// What lists and reports say about it.
  static var description: PrimitiveDescription { get }

  /// Allocates and touches the memory. Throws EINVAL for an empty buffer, ENOMEM.
  init(_ job: ReceiveJob) throws(FlowFailure)

  /// One call: bytes taken, 0 at the end of the stream, or -errno.
  mutating func receive() -> Int

  /// Visits what the last call took, in order; nothing when the primitive throws bytes away.
  func forEachReceived(_ bytes: Int, _ visit: (UnsafeRawBufferPointer) -> Void)

  /// The life of a receiver thread: prepare, wait at the barrier, receive through the phases until the end of
  /// the stream.
  ///
  /// A requirement, so that the default body is compiled once for each conformer. The socket stays open.
  static func run(_ job: ReceiveJob) -> FlowEnd
}
