import DataPath
import Records

/// Loses every fifth message and says it was sent.
struct DroppingSend: SendPrimitive, ~Copyable {
  static let description = PrimitiveDescription(name: "dropping", summary: "", calls: [], memory: "")
  private var inner: OneCopySend
  private var number = 0

  init(_ job: SendJob, slots: Int) throws(FlowFailure) {
    inner = try OneCopySend(job, slots: slots)
  }

  mutating func send(slot: Int) -> Bool {
    number += 1
    return number % 5 == 0 ? true : inner.send(slot: slot)
  }

  var bytesPerMessage: Int { inner.bytesPerMessage }
  var failure: FlowFailure? { inner.failure }
  func forEachField(of slot: Int, _ visit: (UnsafeMutableRawBufferPointer) -> Void) {
    inner.forEachField(of: slot, visit)
  }
}

/// Sends the message before once more in place of every fifth: the number of bytes is right.
struct RepeatingSend: SendPrimitive, ~Copyable {
  static let description = PrimitiveDescription(name: "repeating", summary: "", calls: [], memory: "")
  private var inner: OneCopySend
  private var number = 0
  private var last = 0

  init(_ job: SendJob, slots: Int) throws(FlowFailure) {
    inner = try OneCopySend(job, slots: slots)
  }

  mutating func send(slot: Int) -> Bool {
    number += 1
    let chosen = number % 5 == 0 ? last : slot
    last = slot
    return inner.send(slot: chosen)
  }

  var bytesPerMessage: Int { inner.bytesPerMessage }
  var failure: FlowFailure? { inner.failure }
  func forEachField(of slot: Int, _ visit: (UnsafeMutableRawBufferPointer) -> Void) {
    inner.forEachField(of: slot, visit)
  }
}

/// Lends its pages to the kernel and says at once that they may be overwritten.
struct HastySend: SendPrimitive, ~Copyable {
  static let description = PrimitiveDescription(
    name: "hasty", summary: "", calls: [], memory: "", lends: .untilCompletion, needs: [.zerocopySocket])
  private var inner: ZeroCopySend

  init(_ job: SendJob, slots: Int) throws(FlowFailure) {
    inner = try ZeroCopySend(job, slots: slots)
  }

  mutating func send(slot: Int) -> Bool { inner.send(slot: slot) }
  mutating func waitUntilReusable(upTo mark: UInt64, deadline: UInt64) -> Reuse { .free }
  consuming func drain(deadline: UInt64) -> DrainOutcome { inner.drain(deadline: deadline) }

  var bytesPerMessage: Int { inner.bytesPerMessage }
  var failure: FlowFailure? { inner.failure }
  func forEachField(of slot: Int, _ visit: (UnsafeMutableRawBufferPointer) -> Void) {
    inner.forEachField(of: slot, visit)
  }
}
