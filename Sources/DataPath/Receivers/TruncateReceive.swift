import CLinux
import Glibc
import Records
import SystemPackage

/// Throws away what has arrived without copying it, which isolates the sender.
package struct TruncateReceive: ReceivePrimitive, ~Copyable {
  package static let description = PrimitiveDescription(
    name: "truncate",
    summary: "takes the bytes off the socket without copying them: the receive copy is not made",
    calls: [.init("recv(MSG_TRUNC)", code: "recv(fd, NULL, bytes, MSG_TRUNC);")],
    memory: "none: MSG_TRUNC on TCP discards",
    discards: true)

  private let descriptor: Int32
  private let bytes: Int

  package init(_ job: ReceiveJob) throws(FlowFailure) {
    guard job.bufferBytes > 0 else { throw FlowFailure(call: "receive buffer", errno: .invalidArgument) }
    descriptor = job.descriptor
    bytes = job.bufferBytes
  }

  /// Linux: tcp(7), MSG_TRUNC since 2.4: received bytes are discarded rather than passed back.
  @inline(__always)
  package mutating func receive() -> Int {
    cl_recv(descriptor, nil, bytes, Int32(MSG_TRUNC))
  }

  package func forEachReceived(_ bytes: Int, _ visit: (UnsafeRawBufferPointer) -> Void) {}
}
