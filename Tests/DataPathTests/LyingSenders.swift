import CLinux
import DataPath
import Glibc
import Records
import TestSenders

/// Says "one-copy" and gathers the fields first.
struct GatheringSend: SendPrimitive, ~Copyable {
  static let description = PrimitiveDescription(
    name: "one-copy", summary: "", calls: [], memory: "")
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
  static let description = PrimitiveDescription(name: "two-copy", summary: "", calls: [], memory: "")
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
  static let description = PrimitiveDescription(
    name: "zero-copy", summary: "", calls: [],
    memory: "", lends: .untilCompletion, needs: [.zerocopySocket])
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
  static let description = PrimitiveDescription(
    name: "zero-copy", summary: "", calls: [],
    memory: "", lends: .untilCompletion, needs: [.zerocopySocket])
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
  mutating func waitUntilReusable(upTo mark: UInt64, deadline: UInt64) -> Reuse {
    inner.waitUntilReusable(upTo: mark, deadline: deadline)
  }
  consuming func drain(deadline: UInt64) -> DrainOutcome { inner.drain(deadline: deadline) }
  var bytesPerMessage: Int { inner.bytesPerMessage }
  var failure: FlowFailure? { inner.failure }
  func forEachField(of slot: Int, _ visit: (UnsafeMutableRawBufferPointer) -> Void) {
    source.forEachField(of: slot, visit)
  }
}

/// Says that its calls copy, and lends the pages of a file.
struct SecretlyLendingSend: SendPrimitive, ~Copyable {
  static let description = PrimitiveDescription(
    name: "one-copy", summary: "", calls: [], memory: "", copies: .init(send: 1))
  private var inner: LendingSend

  init(_ job: SendJob, slots: Int) throws(FlowFailure) { inner = try LendingSend(job, slots: slots) }

  mutating func send(slot: Int) -> Bool { inner.send(slot: slot) }
  var bytesPerMessage: Int { inner.bytesPerMessage }
  var failure: FlowFailure? { inner.failure }
  func forEachField(of slot: Int, _ visit: (UnsafeMutableRawBufferPointer) -> Void) {
    inner.forEachField(of: slot, visit)
  }
}
