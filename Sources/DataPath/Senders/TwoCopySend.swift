import CLinux
import Glibc
import Records

/// Gathers the fields into one buffer, then sends the buffer: one copy by us, one by the kernel.
package struct TwoCopySend: SendPrimitive, ~Copyable {
  package static let description = PrimitiveDescription(
    name: "two-copy",
    aliases: ["A1"],
    summary: "copies the fields into one buffer, which the kernel copies into socket buffers",
    calls: [.init("send(MSG_NOSIGNAL)", code: "send(fd, buffer, bytes, MSG_NOSIGNAL);")],
    memory: "one malloc per field and one for the buffer, all kept for the whole flow",
    contents: PrimitiveDescription.constantContents,
    copies: .init(gather: 1, send: 1))

  private var flow: SendFlow
  private let ring: MessageRing
  private let gathered: HeapBuffer

  package init(_ job: SendJob, slots: Int) throws(FlowFailure) {
    let ring = try MessageRing(messageBytes: job.messageBytes, fields: job.fields, slots: slots)
    let gathered = try HeapBuffer(count: job.messageBytes)
    flow = SendFlow(job)
    self.ring = ring
    self.gathered = gathered
  }

  @inline(__always)
  package mutating func send(slot: Int) -> Bool {
    let field = ring.field(slot)
    var target = gathered.start
    for index in 0..<ring.fields {
      memcpy(target, field[index].iov_base, field[index].iov_len)
      target += field[index].iov_len
    }
    flow.counters.add(.calls)
    let sent = cl_send(flow.descriptor, gathered.start, ring.messageBytes, Int32(MSG_NOSIGNAL))
    return sent == ring.messageBytes || finish(after: sent)
  }

  @inline(never)
  private mutating func finish(after sent: Int) -> Bool {
    let (descriptor, gathered, bytes) = (flow.descriptor, gathered.start, ring.messageBytes)
    return flow.finish("send", bytes: bytes, after: sent) { done in
      cl_send(descriptor, gathered + done, bytes - done, Int32(MSG_NOSIGNAL))
    }
  }

  package var bytesPerMessage: Int { ring.messageBytes }
  package var failure: FlowFailure? { flow.failure }
  package func forEachField(of slot: Int, _ visit: (UnsafeMutableRawBufferPointer) -> Void) {
    ring.forEachField(of: slot, visit)
  }
}
