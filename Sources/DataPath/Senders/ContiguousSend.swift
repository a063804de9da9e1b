import CLinux
import Glibc
import Records

/// Sends one prepared buffer: what iperf3 does, and the floor for every primitive that copies.
package struct ContiguousSend: SendPrimitive, ~Copyable {
  package static let description = PrimitiveDescription(
    name: "contiguous",
    summary: "hands one prepared buffer to the kernel, which copies it into socket buffers",
    calls: [.init("send(MSG_NOSIGNAL)", code: "send(fd, buffer, bytes, MSG_NOSIGNAL);")],
    memory: "one malloc for the message, kept for the whole flow; there are no fields",
    contents: PrimitiveDescription.constantContents,
    copies: .init(send: 1))

  private var flow: SendFlow
  private let ring: MessageRing

  package init(_ job: SendJob, slots: Int) throws(FlowFailure) {
    flow = SendFlow(job)
    ring = try MessageRing(messageBytes: job.messageBytes, fields: 1, slots: slots)
  }

  @inline(__always)
  package mutating func send(slot: Int) -> Bool {
    let buffer = ring.field(slot)[0].iov_base
    flow.counters.add(.calls)
    let sent = cl_send(flow.descriptor, buffer, ring.messageBytes, Int32(MSG_NOSIGNAL))
    return sent == ring.messageBytes || finish(slot, after: sent)
  }

  @inline(never)
  private mutating func finish(_ slot: Int, after sent: Int) -> Bool {
    let (descriptor, bytes, buffer) = (flow.descriptor, ring.messageBytes, ring.field(slot)[0].iov_base!)
    return flow.finish("send", bytes: bytes, after: sent) { done in
      cl_send(descriptor, buffer + done, bytes - done, Int32(MSG_NOSIGNAL))
    }
  }

  package var bytesPerMessage: Int { ring.messageBytes }
  package var failure: FlowFailure? { flow.failure }
  package func forEachField(of slot: Int, _ visit: (UnsafeMutableRawBufferPointer) -> Void) {
    ring.forEachField(of: slot, visit)
  }
}
