import DataPath
import Glibc
import Records

/// Lends the pages of a file to the kernel with sendfile(2), which has no way to say when it is done with them.
package struct LendingSend: SendPrimitive, ~Copyable {
  package static let description = PrimitiveDescription(
    name: "lending", summary: "lends the pages of a file in memory until the receiver has read them",
    calls: [.init("sendfile", code: "sendfile(fd, file, &offset, bytes);")],
    memory: "a file in /dev/shm, one stretch of pages per message",
    contents: PrimitiveDescription.constantContents, lends: .untilReceiverRead)

  private let descriptor: Int32
  private let file: Int32
  private let mapping: UnsafeMutableRawPointer
  private let messageBytes: Int
  private let slotBytes: Int
  private let slots: Int
  package private(set) var failure: FlowFailure?

  package init(_ job: SendJob, slots: Int) throws(FlowFailure) {
    let slotBytes = (job.messageBytes + 4095) / 4096 * 4096
    var path = Array("/dev/shm/copycost-test-XXXXXX".utf8CString)
    let file = mkstemp(&path)
    guard file >= 0, unlink(path) == 0, ftruncate(file, slotBytes * slots) == 0,
      let mapping = mmap(nil, slotBytes * slots, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0),
      mapping != MAP_FAILED
    else { throw FlowFailure(call: "file in /dev/shm", errno: .ioError) }
    self.file = file
    self.mapping = mapping
    self.slotBytes = slotBytes
    self.slots = slots
    descriptor = job.descriptor
    messageBytes = job.messageBytes
  }

  /// The kernel holds references of its own to pages that are still under way.
  deinit {
    munmap(mapping, slotBytes * slots)
    close(file)
  }

  package mutating func send(slot: Int) -> Bool {
    // By the position of the file: in a watched child the kernel could not write an offset into read-only memory.
    lseek(file, off_t(slot * slotBytes), SEEK_SET)
    var left = messageBytes
    while left > 0 {
      let sent = sendfile(descriptor, file, nil, left)
      if sent > 0 {
        left -= sent
      } else if errno != EAGAIN && errno != EINTR {
        failure = FlowFailure(call: "sendfile", errno: .init(rawValue: errno))
        return false
      }
    }
    return true
  }

  package var bytesPerMessage: Int { messageBytes }
  package func forEachField(of slot: Int, _ visit: (UnsafeMutableRawBufferPointer) -> Void) {
    visit(UnsafeMutableRawBufferPointer(start: mapping + slot * slotBytes, count: messageBytes))
  }
}
