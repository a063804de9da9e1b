import CLinux
import Records

/// Copies what has arrived into one buffer.
package struct ReadReceive: ReceivePrimitive, ~Copyable {
  package static let description = PrimitiveDescription(
    name: "read",
    summary: "copies what has arrived into one buffer, as much as fits",
    calls: [.init("recv(0)", code: "recv(fd, buffer, bytes, 0);")],
    memory: "one malloc, kept for the whole flow",
    copies: .init(receive: 1))

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
