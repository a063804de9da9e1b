import CLinux

/// Copies what has arrived into one buffer.
package struct ReadReceive: ReceivePrimitive, ~Copyable {
  package static let facts = ReceiveFacts(
    name: "read",
    summary: "copies what has arrived into one buffer, as much as fits",
    calls: ["recv(0)"],
    memory: "one malloc, kept for the whole flow")

  private let descriptor: Int32
  private let buffer: HeapBuffer

  package init(_ job: ReceiveJob) throws(FlowFailure) {
    descriptor = job.descriptor
    buffer = try HeapBuffer(count: job.bufferBytes)
  }

  @inline(__always)
  package mutating func receive() -> Int {
    cl_recv(descriptor, buffer.start, buffer.count, 0)
  }

  package func forEachReceived(_ bytes: Int, _ visit: (UnsafeRawBufferPointer) -> Void) {
    visit(UnsafeRawBufferPointer(start: buffer.start, count: bytes))
  }
}
