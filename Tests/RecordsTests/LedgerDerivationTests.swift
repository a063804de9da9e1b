import Records
import Testing

/// What the ledger says where evidence is missing, partial or contradictory.
struct LedgerDerivationTests {
  @Test("lost trace records make the receive copy a lower bound, not a figure")
  func lostRecords() throws {
    let stage = try #require(Self.ledger(copied: .found(.init(bytes: 900, records: 9, lost: 1)))[.receive])
    #expect(stage.low == 0.9)
    #expect(stage.high == nil)
    #expect(stage.reason == "1 records were lost")
  }

  @Test("a tracepoint that may not be read leaves a reason, not a receive copy of 0")
  func untraced() throws {
    let ledger = Self.ledger(copied: .missing(reason: "perf_event_paranoid=2"))
    let stage = try #require(ledger[.receive])
    #expect(stage.low == nil && stage.high == nil)
    #expect(stage.reason == "perf_event_paranoid=2")
    #expect(ledger.instrumentation.median == nil)
    #expect(ledger.instrumentation.reason == "perf_event_paranoid=2")
  }

  @Test("completions that were merged bound the deferred copy from both sides")
  func mergedCompletions() throws {
    var sender = Self.sender()
    sender.delivered = .missing(reason: "no time")
    sender.queued = .found(.init(judgedBytes: 1000, changedBytes: 1000, foreignBytes: 0))
    sender.single = .found(Self.completions(sends: 10, low: 3, high: 8))
    let stage = try #require(Self.ledger(sender)[.deferred])
    #expect(stage.low == 0.3)
    #expect(stage.high == 0.8)
  }

  @Test("a copy at the send is not counted once more as a deferred one, though its completion is flagged")
  func copiedAtSend() throws {
    var sender = Self.sender()
    sender.single = .found(Self.completions(sends: 10, low: 10, high: 10))
    let ledger = Self.ledger(sender)
    #expect(try #require(ledger[.send]).holds(1, within: 0))
    #expect(try #require(ledger[.deferred]).holds(0, within: 0))
  }

  @Test("completions and mutation proof that contradict each other widen the interval to both")
  func contradiction() throws {
    var sender = Self.sender()
    sender.queued = .found(.init(judgedBytes: 1000, changedBytes: 1000, foreignBytes: 0))
    sender.single = .found(Self.completions(sends: 10, low: 0, high: 0))
    let stage = try #require(Self.ledger(sender)[.deferred])
    #expect(stage.low == 0)
    #expect(stage.high == 1)
  }

  @Test(
    "stores that cannot be counted leave a gatherer's copies open above, and prove a kernel that reads alone")
  func noStores() throws {
    var sender = Self.sender()
    sender.stores = .missing(reason: "ENOSYS")
    sender.reads = .found(Self.access(faulted: false, reads: true, stored: 0, found: 0))
    let gathers = try #require(Self.ledger(sender)[.gather])
    #expect(gathers.low == 0 && gathers.high == nil)
    sender.reads = .found(Self.access(faulted: true, reads: false, stored: 0, found: 0))
    #expect(try #require(Self.ledger(sender)[.gather]).holds(0, within: 0))
    sender.reads = .missing(reason: "EAGAIN")
    let unknown = try #require(Self.ledger(sender)[.gather])
    #expect(unknown.low == nil && unknown.reason == "ENOSYS")
  }

  @Test(
    "a sender that reads its fields and stores them where nothing was watched is not cleared of gathering")
  func hiddenGather() throws {
    var sender = Self.sender()
    sender.reads = .found(Self.access(faulted: false, reads: true, stored: 0, found: 0))
    let stage = try #require(Self.ledger(sender)[.gather])
    #expect(stage.low == 0 && stage.high == nil)
  }

  @Test("without a mutation proof a send without a completion was copied, unless it lends pages without any")
  func sendWithoutProof() throws {
    var sender = Self.sender()
    sender.queued = .missing(reason: "no time")
    #expect(try #require(Self.ledger(sender)[.send]).holds(1, within: 0))
    sender.lends = .untilReceiverRead
    let lent = Self.ledger(sender)
    let stage = try #require(lent[.send])
    #expect(stage.low == nil && stage.high == nil)
    #expect(stage.reason?.contains("no time") == true)
    #expect(lent.caveats.isEmpty)
    sender.lends = .untilCompletion
    #expect(Self.ledger(sender).caveats.map(\.kind) == ["never-lent"])
  }

  @Test("foreign bytes void a mutation proof and leave a caveat")
  func foreignBytes() throws {
    var sender = Self.sender()
    sender.queued = .found(.init(judgedBytes: 1000, changedBytes: 0, foreignBytes: 3))
    sender.single = .missing(reason: "no time")
    let ledger = Self.ledger(sender)
    #expect(try #require(ledger[.send]).low == nil)
    #expect(ledger.caveats.map(\.kind) == ["foreign-bytes"])
  }

  @Test("who paid is told by samples in the copy alone; without any there is a reason, never somebody")
  func payers() {
    let sampled = CopyPayers(
      contexts: [
        .init(task: .ksoftirqd, inSoftirq: true, samples: 1),
        .init(task: .sender, inSoftirq: true, samples: 3),
        .init(task: .receiver, inSoftirq: true, samples: 0),
      ], samples: 90, lost: 0, rate: 1000, seesDisabledInterrupts: false)
    #expect(sampled.contexts.map(\.name) == ["softirq inside the sender thread", "ksoftirqd"])
    #expect(sampled.copySamples == 4)
    #expect(Self.ledger(payers: .found(sampled)).payers == .found(sampled))
    let none = CopyPayers(contexts: [], samples: 90, lost: 0, rate: 1000, seesDisabledInterrupts: false)
    #expect(
      Self.ledger(payers: .found(none)).payers?.reason == "none of 90 CPU samples fell into a deferred copy")
    #expect(Self.ledger(payers: nil).payers?.reason == "no stream was sampled")
    #expect(Self.ledger(payers: .missing(reason: "hidden")).payers?.reason == "hidden")
  }

  // MARK: A sender that copies in the call, the kernel alone reading its fields

  static func access(faulted: Bool, reads: Bool, stored: UInt64, found: UInt64) -> SenderProof.Access {
    SenderProof.Access(
      wasSent: !faulted, kernelFaulted: faulted, userReadsFields: reads, watchedBytes: 1000,
      storedBytes: stored, foundBytes: found)
  }

  static func completions(sends: UInt64, low: UInt64, high: UInt64) -> SenderProof.Completions {
    SenderProof.Completions(
      messages: 10, sends: sends, completions: sends, copiedLow: low, copiedHigh: high, notifications: sends,
      fallbackSends: 0,
      latency: CompletionFacts.Distribution(count: 0, median: nil, p90: nil, p99: nil, most: nil))
  }

  static func sender() -> SenderProof {
    let nothing = SenderProof.Mutation(judgedBytes: 1000, changedBytes: 0, foreignBytes: 0)
    return SenderProof(
      proofBytes: 1000, fields: 8, movesNothing: false, lends: .nothing, queued: .found(nothing),
      delivered: .found(nothing), reads: .found(access(faulted: true, reads: false, stored: 0, found: 0)),
      stores: .found(access(faulted: false, reads: false, stored: 8, found: 0)),
      single: .found(completions(sends: 0, low: 0, high: 0)), streams: [])
  }

  static func ledger(
    _ sender: SenderProof = sender(), copied: Finding<ReceiverProof.Copied> = .missing(reason: "not tried"),
    payers: Finding<CopyPayers>? = nil
  ) -> Ledger {
    let traced = ReceiverProof.Stream(bytes: 1000, calls: 10, nanoseconds: 100, copied: copied)
    let plain = ReceiverProof.Stream(bytes: 1000, calls: 10, nanoseconds: 100, copied: nil)
    return LedgerDerivation(
      cell: Cell(primitive: "any", messageBytes: 1000, flows: 1, link: "loopback"), sender: sender,
      receiver: ReceiverProof(streams: [.found(plain), .found(traced)], payers: payers)
    ).ledger()
  }
}
