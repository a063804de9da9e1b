import Records

/// Makes no call at all: what the loop, its counters and its stop flag cost by themselves.
package struct NullSend: SendPrimitive, ~Copyable {
  package static let description = PrimitiveDescription(
    name: "null",
    summary: "moves nothing: measures the harness; the receiver sees only the end of the stream",
    calls: [],
    memory: "none",
    contents: "none",
    movesNothing: true)

  package init(_ job: SendJob, slots: Int) throws(FlowFailure) {}

  @inline(__always)
  package mutating func send(slot: Int) -> Bool { true }

  package var bytesPerMessage: Int { 0 }
  package var failure: FlowFailure? { nil }
  package func forEachField(of slot: Int, _ visit: (UnsafeMutableRawBufferPointer) -> Void) {}
}
