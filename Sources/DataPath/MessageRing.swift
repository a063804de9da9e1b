import Glibc
import SystemPackage

/// The memory of one or more messages, each of separately allocated fields, ready to be handed to sendmsg(2).
///
/// Fields are as long as size / fields, the last takes the remainder. Each is its own malloc(3): small ones
/// lie packed in the heap with allocator headers between them, from 128 KiB up each is a mapping of its own.
package struct MessageRing: ~Copyable {
  package let messageBytes: Int
  package let fields: Int
  package let slots: Int
  private let vectors: UnsafeMutablePointer<iovec>
  private let headers: UnsafeMutablePointer<msghdr>
  /// What is left of a message after a partial send.
  private let remainderVectors: UnsafeMutablePointer<iovec>
  private let remainderHeader: UnsafeMutablePointer<msghdr>

  /// Allocates the slots and writes constant contents, so that no page is touched first in a measured loop.
  ///
  /// Throws EINVAL for fields outside 1...1024 (UIO_MAXIOV) or a size below the fields, ENOMEM.
  package init(messageBytes: Int, fields: Int, slots: Int) throws(FlowFailure) {
    vectors = try Self.allocate(messageBytes: messageBytes, fields: fields, slots: slots)
    self.messageBytes = messageBytes
    self.fields = fields
    self.slots = slots
    headers = .allocate(capacity: slots)
    remainderVectors = .allocate(capacity: fields)
    remainderHeader = .allocate(capacity: 1)
    headers.initialize(repeating: msghdr(), count: slots)
    remainderVectors.initialize(repeating: iovec(), count: fields)
    remainderHeader.initialize(to: msghdr())
    for slot in 0..<slots {
      headers[slot].msg_iov = vectors + slot * fields
      headers[slot].msg_iovlen = fields
    }
  }

  private static func allocate(
    messageBytes: Int, fields: Int, slots: Int
  ) throws(FlowFailure) -> UnsafeMutablePointer<iovec> {
    guard 1...1024 ~= fields, messageBytes >= fields, slots > 0 else {
      throw FlowFailure(call: "message layout", errno: .invalidArgument)
    }
    let vectors = UnsafeMutablePointer<iovec>.allocate(capacity: slots * fields)
    for index in 0..<(slots * fields) {
      let isLast = index % fields == fields - 1
      let bytes = messageBytes / fields + (isLast ? messageBytes % fields : 0)
      guard let memory = malloc(bytes) else {
        for allocated in 0..<index { free(vectors[allocated].iov_base) }
        vectors.deallocate()
        throw FlowFailure(call: "malloc", errno: .noMemory)
      }
      memset(memory, 0x5a, bytes)
      vectors[index] = iovec(iov_base: memory, iov_len: bytes)
    }
    return vectors
  }

  deinit {
    for index in 0..<(slots * fields) { free(vectors[index].iov_base) }
    remainderHeader.deallocate()
    remainderVectors.deallocate()
    headers.deallocate()
    vectors.deallocate()
  }

  /// Gives the memory up without freeing it, because the kernel may still read it; answers how many bytes.
  package consuming func leak() -> UInt64 {
    let bytes = UInt64(messageBytes * slots)
    discard self
    return bytes
  }

  /// The prepared argument of sendmsg(2) for a whole message.
  @inline(__always)
  package func header(_ slot: Int) -> UnsafeMutablePointer<msghdr> { headers + slot }

  /// The first field of a slot; the others follow.
  @inline(__always)
  package func field(_ slot: Int) -> UnsafeMutablePointer<iovec> { vectors + slot * fields }

  /// The argument of sendmsg(2) for what is left of a message; valid until the next call.
  package func remainder(of slot: Int, after done: Int) -> UnsafePointer<msghdr> {
    var skip = done
    var count = 0
    for index in 0..<fields {
      let whole = field(slot)[index]
      if skip >= whole.iov_len {
        skip -= whole.iov_len
        continue
      }
      remainderVectors[count] = iovec(iov_base: whole.iov_base + skip, iov_len: whole.iov_len - skip)
      skip = 0
      count += 1
    }
    remainderHeader.pointee.msg_iov = remainderVectors
    remainderHeader.pointee.msg_iovlen = count
    return UnsafePointer(remainderHeader)
  }

  /// Visits the fields of a slot in order.
  package func forEachField(of slot: Int, _ visit: (UnsafeMutableRawBufferPointer) -> Void) {
    for index in 0..<fields {
      let one = field(slot)[index]
      visit(UnsafeMutableRawBufferPointer(start: one.iov_base, count: one.iov_len))
    }
  }
}
