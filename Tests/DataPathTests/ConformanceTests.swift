import DataPath
import Kernel
import TestSenders
import Testing

/// A pair of registered primitives, by the names a failing test shows.
struct Pair: Sendable, CustomTestStringConvertible {
  let send: any (SendPrimitive & ~Copyable).Type
  let receive: any (ReceivePrimitive & ~Copyable).Type

  var testDescription: String { "\(send.description.name) -> \(receive.description.name)" }

  static let all = SendPrimitives.all.flatMap { send in
    ReceivePrimitives.all.map { Pair(send: send, receive: $0) }
  }

  func check(bytes: Int, messages: Int, _ condition: Condition) throws -> ConformanceVerdict {
    func open<Sender: SendPrimitive & ~Copyable>(_ sender: Sender.Type) throws -> ConformanceVerdict {
      func open<Receiver: ReceivePrimitive & ~Copyable>(_ receiver: Receiver.Type) throws
        -> ConformanceVerdict
      {
        try Conformance.check(sender, receiver, bytes: bytes, messages: messages, condition)
      }
      return try open(receive)
    }
    return try open(send)
  }
}

@Suite("Every send x receive pair", .serialized)
struct ConformanceTests {
  /// Size and number of messages; the last is larger than any socket buffer it meets.
  static let sizes = [
    (8, 2000), (9, 2000), (64, 2000), (4096, 500), (65537, 60), (1 << 20, 12), (9 << 20, 3),
  ]

  @Test(
    "each message arrives once, in order and unchanged", arguments: Pair.all,
    [Condition.plain, .lateReceiver])
  func contents(pair: Pair, condition: Condition) throws {
    for (bytes, messages) in Self.sizes {
      let verdict = try pair.check(bytes: bytes, messages: messages, condition)
      #expect(verdict.fault == nil, "\(bytes) bytes")
      let expected = pair.send.description.movesNothing ? 0 : bytes * messages
      #expect(verdict.receivedBytes == expected, "\(bytes) bytes")
    }
  }

  @Test(
    "partial sends lose and repeat nothing", arguments: Pair.all,
    [Condition.tinySendBuffer, .impatientSender])
  func partial(pair: Pair, condition: Condition) throws {
    for (bytes, messages) in [(9, 300), (4096, 60), (65537, 8), (1 << 20, 1)] {
      let verdict = try pair.check(bytes: bytes, messages: messages, condition)
      #expect(verdict.fault == nil, "\(bytes) bytes")
      if bytes == 1 << 20, !pair.send.description.movesNothing {
        #expect(verdict.sender[.partialCalls] > 0, "\(bytes) bytes")
      }
    }
  }

  @Test(
    "a sender that lends its pages until the receiver has read passes with a slot for each message",
    arguments: ReceivePrimitives.all.map { Pair(send: LendingSend.self, receive: $0) },
    [Condition.plain, .lateReceiver])
  func lends(pair: Pair, condition: Condition) throws {
    for (bytes, messages) in [(8, 200), (4096, 100), (65537, 60), (1 << 20, 12)] {
      let verdict = try pair.check(bytes: bytes, messages: messages, condition)
      #expect(verdict.fault == nil, "\(bytes) bytes")
      #expect(verdict.receivedBytes == bytes * messages, "\(bytes) bytes")
    }
  }

  @Test(
    "a sender that says its calls copy and lends its pages is caught: the ring overwrites what is under way")
  func lendsSecretly() throws {
    let verdict = try Conformance.check(
      SecretlyLendingSend.self, ReadReceive.self, bytes: 65537, messages: 20, .lateReceiver)
    #expect(verdict.firstDifference != nil)
    #expect(verdict.receivedBytes == verdict.sentBytes)
  }

  @Test("who lends without a completion cannot say that memory is free; who copies can")
  func reuse() throws {
    #expect(try reuse(of: LendingSend.self) == .unknown)
    #expect(try reuse(of: OneCopySend.self) == .free)
  }

  private func reuse<Sender: SendPrimitive & ~Copyable>(of sender: Sender.Type) throws -> Reuse {
    let (counters, phase) = (FlowCounters.allocate(), PhaseWord.allocate())
    defer {
      counters.deallocate()
      phase.deallocate()
    }
    var primitive = try Sender(
      SendJob(descriptor: -1, messageBytes: 64, phase: phase, counters: counters), slots: 1)
    return primitive.waitUntilReusable(upTo: 0, deadline: 0)
  }

  @Test("completions are understood over IPv6 too")
  func ipv6() throws {
    let verdict = try Conformance.check(
      ZeroCopySend.self, ReadReceive.self, bytes: 65537, messages: 60, .ipv6)
    #expect(verdict.fault == nil)
    #expect(verdict.sender[.zerocopyCompletions] == 60)
  }

  @Test("a sender that drops messages is caught")
  func drops() throws {
    let verdict = try Conformance.check(
      DroppingSend.self, ReadReceive.self, bytes: 4096, messages: 40, .plain)
    #expect(verdict.firstDifference?.message == 4)
    #expect(verdict.receivedBytes < verdict.sentBytes)
    let counted = try Conformance.check(
      DroppingSend.self, TruncateReceive.self, bytes: 4096, messages: 40, .plain)
    #expect(counted.fault != nil)
  }

  @Test("a sender that repeats messages is caught, though the number of bytes is right")
  func repeats() throws {
    let verdict = try Conformance.check(
      RepeatingSend.self, ReadReceive.self, bytes: 4096, messages: 40, .plain)
    #expect(verdict.firstDifference?.message == 4)
    #expect(verdict.receivedBytes == verdict.sentBytes)
  }

  @Test("a zero-copy sender that reuses memory before its completion is caught")
  func reusesEarly() throws {
    let verdict = try Conformance.check(
      HastySend.self, ReadReceive.self, bytes: 1 << 20, messages: 12, .lateReceiver)
    #expect(verdict.firstDifference != nil)
    #expect(verdict.receivedBytes == verdict.sentBytes)
  }
}
