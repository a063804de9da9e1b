import CLinux
import Glibc
import Records

/// Names the fields to the kernel, which gathers them while it copies.
package struct OneCopySend: SendPrimitive, ~Copyable {
  package static let description = PrimitiveDescription(
    name: "one-copy",
    aliases: ["A2"],
    summary: "names the fields to the kernel, which copies them into socket buffers",
    calls: [
      .init(
        "sendmsg(MSG_NOSIGNAL), one iovec per field",
        code: "sendmsg(fd, &message, MSG_NOSIGNAL);  // one iovec per field")
    ],
    memory: "one malloc per field, kept for the whole flow",
    contents: PrimitiveDescription.constantContents,
    copies: .init(send: 1))

  private var flow: SendFlow
  private let ring: MessageRing

  package init(_ job: SendJob, slots: Int) throws(FlowFailure) {
    flow = SendFlow(job)
    ring = try MessageRing(messageBytes: job.messageBytes, fields: job.fields, slots: slots)
  }

  @inline(__always)
  package mutating func send(slot: Int) -> Bool {
    flow.counters.add(.calls)
    let sent = cl_sendmsg(flow.descriptor, ring.header(slot), Int32(MSG_NOSIGNAL))
    return sent == ring.messageBytes || finish(slot, after: sent)
  }

  @inline(never)
  private mutating func finish(_ slot: Int, after sent: Int) -> Bool {
    let descriptor = flow.descriptor
    return flow.finish("sendmsg", bytes: ring.messageBytes, after: sent) { done in
      cl_sendmsg(descriptor, ring.remainder(of: slot, after: done), Int32(MSG_NOSIGNAL))
    }
  }

  package var bytesPerMessage: Int { ring.messageBytes }
  package var failure: FlowFailure? { flow.failure }
  package func forEachField(of slot: Int, _ visit: (UnsafeMutableRawBufferPointer) -> Void) {
    ring.forEachField(of: slot, visit)
  }
}
