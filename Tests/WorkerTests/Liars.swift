import DataPath
import Glibc
import Records

/// Says "one-copy" and gathers.
struct GatheringLiar: SendPrimitive, ~Copyable {
  static let description = PrimitiveDescription(name: "one-copy", summary: "", calls: [], memory: "")
  private var inner: TwoCopySend

  init(_ job: SendJob, slots: Int) throws(FlowFailure) { inner = try TwoCopySend(job, slots: slots) }

  mutating func send(slot: Int) -> Bool { inner.send(slot: slot) }
  var bytesPerMessage: Int { inner.bytesPerMessage }
  var failure: FlowFailure? { inner.failure }
  func forEachField(of slot: Int, _ visit: (UnsafeMutableRawBufferPointer) -> Void) {
    inner.forEachField(of: slot, visit)
  }
}

/// Says "two-copy" and makes a further copy of the fields before it gathers them.
struct TwiceCopyingLiar: SendPrimitive, ~Copyable {
  static let description = PrimitiveDescription(name: "two-copy", summary: "", calls: [], memory: "")
  private var inner: TwoCopySend
  private let spare: HeapBuffer

  init(_ job: SendJob, slots: Int) throws(FlowFailure) {
    let inner = try TwoCopySend(job, slots: slots)
    spare = try HeapBuffer(count: job.messageBytes)
    self.inner = inner
  }

  mutating func send(slot: Int) -> Bool {
    var offset = 0
    inner.forEachField(of: slot) { field in
      memcpy(spare.start + offset, field.baseAddress!, field.count)
      offset += field.count
    }
    return inner.send(slot: slot)
  }

  var bytesPerMessage: Int { inner.bytesPerMessage }
  var failure: FlowFailure? { inner.failure }
  func forEachField(of slot: Int, _ visit: (UnsafeMutableRawBufferPointer) -> Void) {
    inner.forEachField(of: slot, visit)
  }
}

/// Says "zero-copy" and sends plainly.
struct PlainLiar: SendPrimitive, ~Copyable {
  static let description = PrimitiveDescription(
    name: "zero-copy", summary: "", calls: [], memory: "", lends: .untilCompletion, needs: [.zerocopySocket])
  private var inner: OneCopySend

  init(_ job: SendJob, slots: Int) throws(FlowFailure) { inner = try OneCopySend(job, slots: slots) }

  mutating func send(slot: Int) -> Bool { inner.send(slot: slot) }
  var bytesPerMessage: Int { inner.bytesPerMessage }
  var failure: FlowFailure? { inner.failure }
  func forEachField(of slot: Int, _ visit: (UnsafeMutableRawBufferPointer) -> Void) {
    inner.forEachField(of: slot, visit)
  }
}
