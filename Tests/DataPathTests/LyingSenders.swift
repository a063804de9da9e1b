import CLinux
import DataPath
import Glibc

/// Says "one-copy" and gathers the fields first.
struct GatheringSend: SendPrimitive, ~Copyable {
  static let facts = SendFacts(
    name: "one-copy", summary: "", calls: ["sendmsg(MSG_NOSIGNAL), one iovec per field"], memory: "")
  private var inner: TwoCopySend

  init(_ job: SendJob, slots: Int) throws(FlowFailure) { inner = try TwoCopySend(job, slots: slots) }

  mutating func send(slot: Int) -> Bool { inner.send(slot: slot) }
  var bytesPerMessage: Int { inner.bytesPerMessage }
  var failure: FlowFailure? { inner.failure }
  func forEachField(of slot: Int, _ visit: (UnsafeMutableRawBufferPointer) -> Void) {
    inner.forEachField(of: slot, visit)
  }
}

/// Says "two-copy" and copies the gathered message once more before it is sent.
struct TwiceGatheringSend: SendPrimitive, ~Copyable {
  static let facts = SendFacts(name: "two-copy", summary: "", calls: ["send(MSG_NOSIGNAL)"], memory: "")
  private var flow: SendFlow
  private let ring: MessageRing
  private let first: HeapBuffer
  private let second: HeapBuffer

  init(_ job: SendJob, slots: Int) throws(FlowFailure) {
    let ring = try MessageRing(messageBytes: job.messageBytes, fields: job.fields, slots: slots)
    let first = try HeapBuffer(count: job.messageBytes)
    second = try HeapBuffer(count: job.messageBytes)
    flow = SendFlow(job)
    self.ring = ring
    self.first = first
  }

  mutating func send(slot: Int) -> Bool {
    var target = first.start
    for index in 0..<ring.fields {
      let field = ring.field(slot)[index]
      memcpy(target, field.iov_base, field.iov_len)
      target += field.iov_len
    }
    memcpy(second.start, first.start, first.count)
    let (descriptor, bytes, buffer) = (flow.descriptor, ring.messageBytes, second.start)
    let sent = cl_send(descriptor, buffer, bytes, Int32(MSG_NOSIGNAL))
    return flow.finish("send", bytes: bytes, after: sent) { done in
      cl_send(descriptor, buffer + done, bytes - done, Int32(MSG_NOSIGNAL))
    }
  }

  var bytesPerMessage: Int { ring.messageBytes }
  var failure: FlowFailure? { flow.failure }
  func forEachField(of slot: Int, _ visit: (UnsafeMutableRawBufferPointer) -> Void) {
    ring.forEachField(of: slot, visit)
  }
}

/// Says "zero-copy" and sends plainly.
struct PlainZeroCopySend: SendPrimitive, ~Copyable {
  static let facts = SendFacts(
    name: "zero-copy", summary: "", calls: ["sendmsg(MSG_NOSIGNAL | MSG_ZEROCOPY), one iovec per field"],
    memory: "", requiresZerocopySocket: true)
  private var inner: OneCopySend

  init(_ job: SendJob, slots: Int) throws(FlowFailure) { inner = try OneCopySend(job, slots: slots) }

  mutating func send(slot: Int) -> Bool { inner.send(slot: slot) }
  var bytesPerMessage: Int { inner.bytesPerMessage }
  var failure: FlowFailure? { inner.failure }
  func forEachField(of slot: Int, _ visit: (UnsafeMutableRawBufferPointer) -> Void) {
    inner.forEachField(of: slot, visit)
  }
}

/// Says "zero-copy", gathers its message first, and lends what it gathered.
struct GatheringZeroCopySend: SendPrimitive, ~Copyable {
  static let facts = SendFacts(
    name: "zero-copy", summary: "", calls: ["sendmsg(MSG_NOSIGNAL | MSG_ZEROCOPY), one iovec per field"],
    memory: "", requiresZerocopySocket: true)
  private var inner: ZeroCopySend
  private let source: MessageRing

  init(_ job: SendJob, slots: Int) throws(FlowFailure) {
    let inner = try ZeroCopySend(job, slots: slots)
    let source = try MessageRing(messageBytes: job.messageBytes, fields: job.fields, slots: slots)
    self.inner = inner
    self.source = source
  }

  mutating func send(slot: Int) -> Bool {
    for index in 0..<source.fields {
      let field = source.field(slot)[index]
      var position = 0
      inner.forEachField(of: slot) { gathered in
        if position == index { memcpy(gathered.baseAddress!, field.iov_base, field.iov_len) }
        position += 1
      }
    }
    return inner.send(slot: slot)
  }

  var mark: UInt64 { inner.mark }
  mutating func waitUntilReusable(upTo mark: UInt64, deadline: UInt64) -> Bool {
    inner.waitUntilReusable(upTo: mark, deadline: deadline)
  }
  consuming func drain(deadline: UInt64) -> DrainOutcome { inner.drain(deadline: deadline) }
  var bytesPerMessage: Int { inner.bytesPerMessage }
  var failure: FlowFailure? { inner.failure }
  func forEachField(of slot: Int, _ visit: (UnsafeMutableRawBufferPointer) -> Void) {
    source.forEachField(of: slot, visit)
  }
}

/// Lends the pages of a file to the kernel with sendfile(2), which has no way to say when it is done with them.
struct LendingSend: SendPrimitive, ~Copyable {
  static let facts = SendFacts(name: "lending", summary: "", calls: ["sendfile"], memory: "")
  private let descriptor: Int32
  private let file: Int32
  private let mapping: UnsafeMutableRawPointer
  private let messageBytes: Int
  private(set) var failure: FlowFailure?

  init(_ job: SendJob, slots: Int) throws(FlowFailure) {
    var path = Array("/dev/shm/copycost-test-XXXXXX".utf8CString)
    let file = mkstemp(&path)
    guard file >= 0, unlink(path) == 0, ftruncate(file, job.messageBytes) == 0,
      let mapping = mmap(nil, job.messageBytes, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0),
      mapping != MAP_FAILED
    else { throw FlowFailure(call: "file in /dev/shm", errno: .ioError) }
    self.file = file
    self.mapping = mapping
    descriptor = job.descriptor
    messageBytes = job.messageBytes
  }

  deinit {
    munmap(mapping, messageBytes)
    close(file)
  }

  mutating func send(slot: Int) -> Bool {
    var offset: off_t = 0
    while offset < messageBytes {
      let sent = sendfile(descriptor, file, &offset, messageBytes - Int(offset))
      guard sent > 0 || errno == EAGAIN || errno == EINTR else {
        failure = FlowFailure(call: "sendfile", errno: .init(rawValue: errno))
        return false
      }
    }
    return true
  }

  var bytesPerMessage: Int { messageBytes }
  func forEachField(of slot: Int, _ visit: (UnsafeMutableRawBufferPointer) -> Void) {
    visit(UnsafeMutableRawBufferPointer(start: mapping, count: messageBytes))
  }
}
