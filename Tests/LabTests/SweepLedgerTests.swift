import Archive
import Foundation
import Records
import Synchronization
import Testing

@testable import Lab

@Suite("Ledgers of a sweep", .serialized)
struct SweepLedgerTests {
  private func plan(_ primitives: [String]) -> Plan {
    var plan = smallPlan(primitives: primitives, rounds: 1)
    plan.makesLedgers = true
    return plan
  }

  private func cell(_ primitive: String, _ bytes: Int, _ flows: Int, variant: String = "default") -> Cell {
    Cell(primitive: primitive, variant: variant, messageBytes: bytes, flows: flows, link: "loopback")
  }

  @Test("after the rounds each primitive is proved once and stored; what cannot be proved has a reason")
  func stored() async throws {
    let fixture = try SweepFixture()
    let proved = Mutex<[String]>([])
    let (samples, status) = try await fixture.run(plan(["two-copy", "one-copy", "zero-copy", "null"])) {
      event in
      switch event {
      case .proving(let cell, _, _): proved.withLock { $0.append(cell.primitive) }
      case .sampled: #expect(proved.withLock { $0.isEmpty }, "no sample is taken beside a proof or after it")
      default: break
      }
    }
    #expect(status == .finished && samples.count == 4)
    #expect(proved.withLock { $0 } == ["two-copy", "one-copy", "zero-copy"])
    let entries = try openedArchive(fixture).ledgers(sweep: 1)
    #expect(entries.map(\.cell.primitive) == ["two-copy", "one-copy", "zero-copy", "null"])
    for (entry, copies) in zip(entries, [[1.0, 1, 0], [0, 1, 0], [0, 0, 1]]) {
      let ledger = try #require(entry.finding.value, "\(entry.finding.reason ?? "")")
      for (place, count) in zip([Ledger.CopyPoint.gather, .send, .deferred], copies) {
        #expect(
          try #require(ledger[place]).holds(count), "\(entry.cell): \(String(describing: ledger[place]))")
      }
    }
    #expect(entries[3].finding.reason?.contains("moves nothing") == true)
  }

  @Test("a plan without them makes none")
  func off() async throws {
    let fixture = try SweepFixture()
    for wish in [nil, false] {
      var plan = smallPlan(primitives: ["one-copy"], rounds: 1)
      plan.makesLedgers = wish
      _ = try await fixture.run(plan)
    }
    #expect(try openedArchive(fixture).ledgers(sweep: 1).isEmpty)
    #expect(try openedArchive(fixture).ledgers(sweep: 2).isEmpty)
  }

  @Test("a sweep that goes on makes the missing ledgers only")
  func resumed() async throws {
    let fixture = try SweepFixture()
    let plan = plan(["two-copy", "one-copy"])
    let archive = try openedArchive(fixture)
    let id = try archive.begin(
      Sweep(
        startedAtUnixNanoseconds: 0, plan: plan, host: HostFacts(), version: copycostVersion, command: "t"))
    let kept = LedgerEntry(
      cell: plan.cells[0], finishedAtUnixNanoseconds: 7, finding: .missing(reason: "made before"))
    try archive.save(kept, sweep: id)
    let proved = Mutex<[String]>([])
    let runner = SweepRunner(
      sweep: id, plan: plan, archive: archive, links: LinkPool(worker: fixture.worker),
      workerPath: fixture.worker,
      toolsDirectory: fixture.directory, silent: []
    ) { event in
      if case .proving(let cell, _, _) = event { proved.withLock { $0.append(cell.primitive) } }
    }
    try await runner.run()
    #expect(proved.withLock { $0 } == ["one-copy"])
    let entries = try archive.ledgers(sweep: id)
    #expect(entries.first == kept && entries.count == 2)
  }

  @Test("a worker that dies in a proof costs a caveat and a reason, never the sweep")
  func failing() async throws {
    let fixture = try SweepFixture()
    let killed = Flag()
    let (samples, status) = try await fixture.run(plan(["two-copy", "one-copy"])) { event in
      guard case .proving(let cell, _, _) = event, cell.primitive == "two-copy" else { return }
      Task.detached {
        for _ in 0..<2000 where !killed.isSet.load(ordering: .relaxed) {
          if let victim = fixture.process(withThread: "cc-prove-send") {
            kill(victim, SIGKILL)
            killed.isSet.store(true, ordering: .relaxed)
          }
          try? await Task.sleep(for: .milliseconds(1))
        }
      }
    }
    try #require(killed.wasSet)
    #expect(status == .finished && samples.allSatisfy { $0.failure == nil })
    let archive = try openedArchive(fixture)
    let entries = try archive.ledgers(sweep: 1)
    #expect(entries.map { $0.finding.value == nil } == [true, false])
    #expect(entries[0].finding.reason?.contains("worker") == true)
    let caveats = try #require(try archive.sweep(1)).caveats
    #expect(caveats.map(\.kind) == ["unproved"])
    #expect(await noneLeft(of: fixture))
  }

  @Test("one cell of each combination is proved: nearest to 64Ki with the fewest flows, twins left out")
  func cells() {
    let cells = [
      cell("two-copy", 256, 1), cell("two-copy", 48 << 10, 8), cell("two-copy", 48 << 10, 2),
      cell("two-copy", 1 << 20, 1), cell("two-copy", 48 << 10, 2, variant: "default~again"),
      cell("one-copy", 1 << 20, 1), cell("two-copy", 256, 1, variant: "new"),
    ]
    let plan = Plan(
      cells: cells, rounds: 1, seed: 1, windowNanoseconds: 1, warmup: .fixed(nanoseconds: 1),
      variants: [.init(name: "default", path: ""), .init(name: "new", path: "/else")])
    #expect(SweepLedgers.cells(of: plan) == [cells[2], cells[5], cells[6]])
    func absence(_ cell: Cell) -> String? { SweepLedgers.absence(of: cell, in: plan, silent: ["null"]) }
    #expect(absence(cells[2]) == nil)
    #expect(absence(cells[6])?.contains("another build") == true)
    #expect(absence(cell("null", 256, 1))?.contains("moves nothing") == true)
    #expect(absence(cell("iperf3", 256, 1))?.contains("another program") == true)
  }

  private func noneLeft(of fixture: SweepFixture) async -> Bool {
    for _ in 0..<2000 {
      if fixture.processes().isEmpty { return true }
      try? await Task.sleep(for: .milliseconds(10))
    }
    return false
  }
}

/// A word that another task sets.
private final class Flag: Sendable {
  let isSet = Atomic<Bool>(false)
  var wasSet: Bool { isSet.load(ordering: .relaxed) }
}
