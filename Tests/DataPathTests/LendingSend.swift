import DataPath
import Glibc
import Records

/// Lends the pages of a file to the kernel with sendfile(2), which has no way to say when it is done with them.
struct LendingSend: SendPrimitive, ~Copyable {
  static let description = PrimitiveDescription(
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
  private(set) var failure: FlowFailure?

  init(_ job: SendJob, slots: Int) throws(FlowFailure) {
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

  mutating func send(slot: Int) -> Bool {
    let start = off_t(slot * slotBytes)
    var offset = start
    while offset < start + messageBytes {
      let sent = sendfile(descriptor, file, &offset, messageBytes - Int(offset - start))
      guard sent > 0 || errno == EAGAIN || errno == EINTR else {
        failure = FlowFailure(call: "sendfile", errno: .init(rawValue: errno))
        return false
      }
    }
    return true
  }

  var bytesPerMessage: Int { messageBytes }
  func forEachField(of slot: Int, _ visit: (UnsafeMutableRawBufferPointer) -> Void) {
    visit(UnsafeMutableRawBufferPointer(start: mapping + slot * slotBytes, count: messageBytes))
  }
}
