import Archive
import Foundation
import Records
import Synchronization
import Testing

@testable import Lab

@Suite("A worker that is lost costs one sample", .serialized, .timeLimit(.minutes(2)))
struct LostWorkerTests {
  /// Strikes once, in the middle of the second window of the sweep.
  private final class Assassin: Sendable {
    private let fixture: SweepFixture
    private let victim: @Sendable (SweepFixture) -> Int32?
    private let signal: Int32
    private let begun = Mutex(0)
    private let struck = Mutex<Int32?>(nil)

    init(_ fixture: SweepFixture, _ signal: Int32, victim: @escaping @Sendable (SweepFixture) -> Int32?) {
      self.fixture = fixture
      self.signal = signal
      self.victim = victim
    }

    /// The process that was struck.
    var process: Int32? { struck.withLock { $0 } }

    func watch(_ event: SweepEvent) {
      guard case .sampling = event else { return }
      let isSecond = begun.withLock { count in
        count += 1
        return count == 2
      }
      guard isSecond else { return }
      Task.detached { [self] in
        _ = await eventually { victim(fixture) != nil }
        // Past barrier and warm-up, well before the end of the window.
        try? await Task.sleep(for: .milliseconds(150))
        guard let process = victim(fixture), kill(process, signal) == 0 else { return }
        struck.withLock { $0 = process }
      }
    }
  }

  @Test(
    "one that is killed or stopped in a window is a named failure and is replaced, and no process is left",
    arguments: [SIGKILL, SIGSTOP], [Side.sender, .receiver])
  func lost(signal: Int32, side: Side) async throws {
    let fixture = try SweepFixture()
    let thread = side == .sender ? "cc-send-0" : "cc-recv-0"
    let assassin = Assassin(fixture, signal) { $0.process(withThread: thread) }
    let (samples, status) = try await fixture.run(
      smallPlan(primitives: ["two-copy", "zero-copy"], windowMilliseconds: 800), watch: { assassin.watch($0) }
    )
    let victim = try #require(assassin.process, "nobody was struck")
    #expect(status == .finished)
    #expect(samples.count == 4)
    let failures = samples.filter { $0.failure != nil }
    #expect(failures.map(\.order) == [1])
    let named = failures.first?.failure ?? ""
    #expect(named.contains("\(side.rawValue)'s worker: "), "\(named)")
    let words = signal == SIGKILL ? "was killed by signal 9" : "gave no answer for"
    #expect(named.contains(words), "\(named)")
    #expect(failures.allSatisfy { $0.readings.isEmpty && $0.slices.isEmpty })
    for sample in samples where sample.failure == nil {
      #expect(sample.value("goodput", .flow) ?? 0 > 0)
      #expect(!sample.caveats.contains { $0.kind == "conservation" }, "\(sample.caveats)")
    }
    #expect(!fixture.processes().contains(victim))
    #expect(await eventually { fixture.processes().isEmpty })
  }

  @Test(
    "the holder of the namespaces too: its link is set up anew",
    .enabled(if: namespacesAllowed, "this machine refuses network namespaces"))
  func holder() async throws {
    let fixture = try SweepFixture()
    let assassin = Assassin(fixture, SIGKILL) { $0.holder() }
    let (samples, status) = try await fixture.run(
      smallPlan(primitives: ["two-copy", "one-copy"], link: "veth", rounds: 3, windowMilliseconds: 300),
      watch: { assassin.watch($0) })
    #expect(assassin.process != nil, "nobody was struck")
    #expect(status == .finished)
    #expect(samples.count == 6)
    // The workers in the namespaces keep them to the end of the round; the next ones find no way in, once.
    #expect(samples.filter { $0.failure != nil }.count == 1, "\(samples.map(\.failure))")
    #expect(samples.last?.failure == nil)
    #expect(await eventually { fixture.processes().isEmpty })
  }

  @Test("a worker that is not there fails each sample by name, and the sweep ends")
  func noWorker() async throws {
    let fixture = try SweepFixture()
    var plan = smallPlan(rounds: 1)
    plan.variants = [Plan.Variant(name: Cell.defaultVariant, path: "\(fixture.directory)/no-such-worker")]
    let (samples, status) = try await fixture.run(plan)
    #expect(status == .finished)
    #expect(samples.count == 3)
    #expect(samples.allSatisfy { $0.failure?.contains("no-such-worker") == true })
  }

  @Test("a worker that speaks another language is named, and the others' samples are kept")
  func babbler() async throws {
    let fixture = try SweepFixture()
    var plan = smallPlan(primitives: ["two-copy"], rounds: 2)
    let babble = "\(fixture.directory)/babble"
    try "#!/bin/sh\necho '{\"version\":99,\"body\":{}}'\ncat >/dev/null\n".write(
      toFile: babble, atomically: true, encoding: .utf8)
    try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: babble)
    var other = plan.cells[0]
    other.variant = "new"
    plan.cells.append(other)
    plan.variants.append(Plan.Variant(name: "new", path: babble))
    let (samples, _) = try await fixture.run(plan)
    #expect(samples.count == 4)
    for sample in samples {
      #expect(
        (sample.failure == nil) == (sample.cell.variant == Cell.defaultVariant), "\(sample.failure ?? "")")
      if let failure = sample.failure { #expect(failure.contains("99"), "\(failure)") }
    }
  }

  @Test("an interrupted sweep keeps what it has, leaves no process, and goes on where it stopped")
  func cancelled() async throws {
    let fixture = try SweepFixture()
    let plan = smallPlan(windowMilliseconds: 200)
    let seen = Mutex(0)
    let sweeping = Task {
      try await fixture.run(
        plan,
        watch: { event in
          if case .sampled = event { seen.withLock { $0 += 1 } }
        })
    }
    #expect(await eventually { seen.withLock { $0 } == 2 })
    sweeping.cancel()
    await #expect(throws: CancellationError.self) { _ = try await sweeping.value }
    #expect(await eventually { fixture.processes().isEmpty })
    let archive = try openedArchive(fixture)
    let sweep = try #require(try archive.unfinishedSweep())
    #expect(sweep.status == .interrupted)
    let kept = try archive.samples(sweep: sweep.id)
    #expect(kept.count >= 2 && kept.count < 6)
    let runner = SweepRunner(
      sweep: sweep.id, plan: sweep.plan, archive: archive, links: LinkPool(worker: fixture.worker),
      workerPath: fixture.worker, toolsDirectory: fixture.directory, silent: [], watch: { _ in })
    try await runner.run()
    let all = try archive.samples(sweep: sweep.id)
    #expect(Array(all.prefix(kept.count)) == kept)
    for round in 0..<2 {
      #expect(
        all.filter { $0.round == round }.map(\.cell) == RoundOrder.cells(of: sweep.plan, round: round))
    }
  }

  @Test("a cell that a round passed by is not sampled in it later, but as often as the others in the end")
  func heldBack() async throws {
    let fixture = try SweepFixture()
    let plan = smallPlan(primitives: ["two-copy", "one-copy"], rounds: 4, windowMilliseconds: 20)
    let archive = try SampleArchive(creatingOrOpening: "\(fixture.directory)/a.db")
    let id = try archive.begin(
      Sweep(
        startedAtUnixNanoseconds: 0, plan: plan, host: HostFacts(), version: copycostVersion, command: "test")
    )
    let (held, other) = (plan.cells[0], plan.cells[1])
    for round in 0..<4 {
      for (order, cell) in RoundOrder.cells(of: plan, round: round).enumerated()
      where cell == other ? round < 3 : [0, 2].contains(round) {
        try archive.commit(Sample(cell: cell, round: round, order: order), sweep: id)
      }
    }
    let runner = SweepRunner(
      sweep: id, plan: plan, archive: archive, links: LinkPool(worker: fixture.worker),
      workerPath: fixture.worker, toolsDirectory: fixture.directory, silent: [], watch: { _ in })
    try await runner.run()
    let all = try archive.samples(sweep: id)
    #expect(all.filter { $0.cell == held }.map(\.round) == [0, 2, 3, 4])
    #expect(all.filter { $0.cell == other }.map(\.round) == [0, 1, 2, 3])
    #expect(try archive.sweep(id)?.status == .finished)
  }
}
