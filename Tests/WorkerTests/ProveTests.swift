import DataPath
import Glibc
import Kernel
import Records
import Synchronization
import TestSenders
import Testing
import Wire

@testable import Worker

/// Whole proof runs over loopback, both ends on threads of this process.
@Suite("copy ledger of lying senders", .serialized) struct ProveTests {
  @Test("honest senders have the ledger of their names")
  func honest() throws {
    try expect(TwoCopySend.self, [1, 1, 0])
    try expect(OneCopySend.self, [0, 1, 0])
    try expect(ZeroCopySend.self, [0, 0, 1])
  }

  @Test(
    "a sender that lends its pages until the receiver has read has no copy on its side, and no completions")
  func lending() throws {
    let ledger = try expect(LendingSend.self, [0, 0, 0])
    #expect(ledger.completions == nil && ledger.caveats.isEmpty)
    #expect(ledger[.send]?.kind == .mutation)
  }

  @Test("a sender that says one-copy and gathers has a gather copy in its ledger")
  func gatherer() throws {
    try expect(GatheringLiar.self, [1, 1, 0])
  }

  @Test("a sender that says two-copy and copies once more has two gather copies in its ledger")
  func copiesTwice() throws {
    try expect(TwiceCopyingLiar.self, [2, 1, 0])
  }

  @Test("a sender that says zero-copy and sends plainly has a send copy in its ledger, and a caveat")
  func plain() throws {
    let ledger = try expect(PlainLiar.self, [0, 1, 0])
    #expect(ledger.caveats.map(\.kind) == ["never-lent"])
    #expect(ledger.completions == nil)
  }

  @Test("a sender that cannot send leaves reasons, and the receiver goes on to the end")
  func failing() throws {
    // Without SO_ZEROCOPY a zero-copy sender refuses to start: every step of it fails.
    let ledger = try Self.ledger(of: ZeroCopySend.self, zerocopy: false)
    for place in [Ledger.CopyPoint.gather, .send, .deferred] {
      let stage = try #require(ledger[place])
      #expect(stage.low == nil && stage.high == nil)
      #expect(stage.reason?.contains("SO_ZEROCOPY") == true, "\(stage)")
    }
  }

  @discardableResult
  private func expect<Sender: SendPrimitive & ~Copyable>(
    _ sender: Sender.Type, _ copies: [Double]
  ) throws -> Ledger {
    let ledger = try Self.ledger(of: sender)
    for (place, count) in zip([Ledger.CopyPoint.gather, .send, .deferred], copies) {
      let stage = try #require(ledger[place])
      #expect(stage.holds(count), "\(Sender.self): \(stage)")
    }
    return ledger
  }

  static func ledger<Sender: SendPrimitive & ~Copyable>(
    of sender: Sender.Type, zerocopy: Bool = Sender.description.needsZerocopySocket
  ) throws -> Ledger {
    let cell = Cell(primitive: Sender.description.name, messageBytes: 64 << 10, flows: 1, link: "loopback")
    let job = Job(id: 1, token: String(repeating: "0", count: 32), cell: cell, address: "127.0.0.1")
    let order = ProveJob(
      job: job, side: .sender, seed: 42, streams: 2, streamNanoseconds: 5_000_000, singleSends: 20)
    let steps = ProveSteps(job: order)
    let (near, far) = try connect(steps, zerocopy: zerocopy)
    let deadline = MonotonicClock.now() + 120_000_000_000
    let proofs = Mutex<(SenderProof?, ReceiverProof?)>((nil, nil))
    let sending = try FlowThread.start(name: "prove-send", cpus: []) {
      let proof = Sender.proveAll(steps, flows: near.map { $0.socket.descriptor }, deadline: deadline)
      proofs.withLock { $0.0 = proof }
    }
    let receiving = try FlowThread.start(name: "prove-recv", cpus: []) {
      let proof = ReadReceive.witnessAll(
        steps, flows: far.map { $0.socket.descriptor }, cpus: [], deadline: deadline)
      proofs.withLock { $0.1 = proof }
    }
    #expect(sending.join(deadline: deadline) && receiving.join(deadline: deadline))
    let (sent, received) = proofs.withLock { $0 }
    return LedgerDerivation(cell: cell, sender: try #require(sent), receiver: try #require(received)).ledger()
  }

  private static func connect(
    _ steps: ProveSteps, zerocopy: Bool
  ) throws -> (near: [FlowSlot], far: [FlowSlot]) {
    let deadline = MonotonicClock.now() + 10_000_000_000
    let listener = try Socket.listen(
      address: "127.0.0.1", port: 0, backlog: Int32(steps.flows), options: SocketOptions(congestion: "cubic"))
    var near: [FlowSlot] = []
    var far: [FlowSlot] = []
    for flow in 0..<steps.flows {
      let socket = try Socket.connect(
        address: "127.0.0.1", port: listener.localPort, deadline: deadline,
        options: steps.options(of: flow, side: .receiver, zerocopy: false))
      far.append(FlowSlot(index: flow, socket: socket, peer: ""))
      let accepted = try listener.accept(deadline: deadline)
      try accepted.apply(steps.options(of: flow, side: .sender, zerocopy: zerocopy))
      near.append(FlowSlot(index: flow, socket: accepted, peer: ""))
    }
    return (near, far)
  }
}
