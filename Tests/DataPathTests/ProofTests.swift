import DataPath
import Glibc
import TestSenders
import Testing

/// One after the other: the trials fork this process, and each wants an idle CPU.
@Suite("proofs of copies", .serialized) struct ProofTests {
  static let size = 64 << 10

  @Test(
    "overwriting the source of a queued message changes all of it where the kernel was lent the pages, else nothing"
  )
  func queued() throws {
    try expect(TwoCopySend.self, at: .queued, changed: 0)
    try expect(OneCopySend.self, at: .queued, changed: 0)
    try expect(ContiguousSend.self, at: .queued, changed: 0)
    try expect(ZeroCopySend.self, at: .queued, changed: 1)
    try expect(LendingSend.self, at: .queued, changed: 1)
  }

  @Test(
    "overwriting the source of a delivered message changes nothing over loopback, unless it was lent for good"
  )
  func delivered() throws {
    try expect(TwoCopySend.self, at: .delivered, changed: 0)
    try expect(OneCopySend.self, at: .delivered, changed: 0)
    try expect(ZeroCopySend.self, at: .delivered, changed: 0)
    try expect(LendingSend.self, at: .delivered, changed: 1)
  }

  @Test(
    "the copies a primitive says its calls make are those that are proved",
    arguments: (SendPrimitives.all + [LendingSend.self]).map { Pair(send: $0, receive: ReadReceive.self) })
  func describedCopies(pair: Pair) throws {
    func check<Sender: SendPrimitive & ~Copyable>(_ sender: Sender.Type) throws {
      let described = Sender.description.copies
      try expectCopies(sender, bytes: Self.size, described.gather)
      try expect(sender, at: .queued, changed: 1 - described.send)
      #expect((described.send == 0) == (Sender.description.lends != .nothing))
    }
    guard !pair.send.description.movesNothing else { return }
    try check(pair.send)
  }

  @Test("a sender that says zero-copy and sends plainly is exposed: its queued message does not change")
  func plainZeroCopy() throws {
    try expect(PlainZeroCopySend.self, at: .queued, changed: 0)
  }

  @Test(
    "two-copy stores each byte of a message once, one-copy and zero-copy store none",
    arguments: [256, 4096, size])
  func stores(bytes: Int) throws {
    try expectCopies(TwoCopySend.self, bytes: bytes, 1)
    try expectCopies(OneCopySend.self, bytes: bytes, 0)
    try expectCopies(ZeroCopySend.self, bytes: bytes, 0)
  }

  @Test("a sender that says one-copy and gathers is exposed: it stores each byte once and reads its fields")
  func gatherer() throws {
    try expectCopies(GatheringSend.self, bytes: Self.size, 1)
    #expect(try ProofBench.gather(GatheringSend.self, bytes: Self.size).reads.get().userReadsFields)
  }

  @Test("a sender that gathers and then lends what it gathered is exposed: its queued message changes")
  func lendingGatherer() throws {
    try expect(GatheringZeroCopySend.self, at: .queued, changed: 1)
    try expect(GatheringZeroCopySend.self, at: .delivered, changed: 0)
    try expectCopies(GatheringZeroCopySend.self, bytes: Self.size, 1)
  }

  @Test("a sender that copies twice is exposed: it stores each byte twice")
  func copiesTwice() throws {
    try expectCopies(TwiceGatheringSend.self, bytes: Self.size, 2)
  }

  @Test(
    "the kernel alone reads the fields of one-copy and zero-copy: it faults on them, user mode never does")
  func reads() throws {
    let one = try ProofBench.gather(OneCopySend.self, bytes: Self.size).reads.get()
    #expect(one.ending == .fault && !one.userReadsFields)
    let zero = try ProofBench.gather(ZeroCopySend.self, bytes: Self.size).reads.get()
    #expect(zero.ending == .fault && !zero.userReadsFields)
    let two = try ProofBench.gather(TwoCopySend.self, bytes: Self.size).reads.get()
    #expect(two.ending == .sent && two.userReadsFields)
  }

  @Test("completions awaited one by one tell of each send whether it was copied: the bounds coincide")
  func singles() throws {
    let sends = try ProofBench.single(ZeroCopySend.self, bytes: Self.size, messages: 20)
    #expect(sends.count[.zerocopySends] >= 20)
    #expect(sends.count[.zerocopyCompletions] == sends.count[.zerocopySends])
    #expect(sends.count[.zerocopyCopiedLow] == sends.count[.zerocopyCopiedHigh])
    #expect(sends.count[.zerocopyNotifications] == sends.count[.zerocopySends])
    #expect(sends.latencies.nanoseconds.count == 20)
  }

  @Test("a primitive without completions has no completion latency")
  func noCompletions() throws {
    let sends = try ProofBench.single(OneCopySend.self, bytes: Self.size, messages: 5)
    #expect(sends.messages == 5)
    #expect(sends.latencies.quantile(0.5) == nil)
  }

  @Test("a quantile is the smallest value that the share of all do not exceed")
  func quantiles() {
    let latencies = CompletionLatencies([30, 10, 20, 40])
    #expect(latencies.quantile(0.5) == 20)
    #expect(latencies.quantile(0.51) == 30)
    #expect(latencies.quantile(1) == 40)
    #expect(latencies.quantile(0) == 10)
  }

  private func expect<Sender: SendPrimitive & ~Copyable>(
    _ sender: Sender.Type, at moment: MutationMoment, changed share: Int
  ) throws {
    let finding = try ProofBench.mutate(sender, bytes: Self.size, at: moment)
    let name = "\(Sender.self), \(moment)"
    #expect(finding.judgedBytes == UInt64(Self.size), "\(name)")
    #expect(finding.changedBytes == UInt64(Self.size * share), "\(name)")
    #expect(finding.foreignBytes == 0, "\(name)")
  }

  private func expectCopies<Sender: SendPrimitive & ~Copyable>(
    _ sender: Sender.Type, bytes: Int, _ copies: Int
  ) throws {
    let trial = try ProofBench.gather(sender, bytes: bytes).stores.get()
    #expect(trial.ending == .sent)
    #expect(trial.foundBytes == UInt64(bytes * copies), "\(Sender.self)")
    // Beside the message a sender stores its counters; a copying memcpy may store a vector at each end twice.
    #expect(
      trial.storedBytes >= trial.foundBytes && trial.storedBytes < trial.foundBytes + 1024, "\(Sender.self)")
  }
}
