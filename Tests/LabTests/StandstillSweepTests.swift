import Analysis
import Foundation
import Records
import Testing

@testable import Lab

@Suite("A sender that hangs in some windows", .serialized, .timeLimit(.minutes(2)))
struct StandstillSweepTests {
  /// A build of the worker whose send calls take 0.6 s from the third on: strace delays them.
  private static func hangingWorker(_ fixture: SweepFixture) throws -> String {
    let path = "\(fixture.directory)/hanging"
    let script = """
      #!/bin/sh
      exec strace -f -qq -o /dev/null -e trace=sendto -e inject=sendto:delay_enter=600000:when=3+ \
      '\(fixture.worker)' "$@"

      """
    try Data(script.utf8).write(to: URL(filePath: path))
    try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: path)
    return path
  }

  @Test("its windows of 0 are samples with a caveat, a share of the cell, and no ratio")
  func stalled() async throws {
    let fixture = try SweepFixture()
    var plan = smallPlan(primitives: ["two-copy"], rounds: 3)
    // The sends that are not delayed lie before the window.
    plan.warmup = .fixed(nanoseconds: 200_000_000)
    var hanging = plan.cells[0]
    hanging.variant = "hanging"
    plan.cells.append(hanging)
    plan.variants.append(.init(name: "hanging", path: try Self.hangingWorker(fixture)))
    let (samples, status) = try await fixture.run(plan)
    #expect(status == .finished && samples.count == 6)
    let stood = samples.filter { $0.cell.variant == "hanging" }
    for sample in stood {
      #expect(sample.failure == nil && sample.value("goodput", .flow) == 0, "\(sample.failure ?? "-")")
      #expect(Standstill(sample) == .stalled)
      #expect(sample.caveats.contains { $0.kind == "stalled" })
      #expect(sample.reading("message_interval", .flow)?.value == nil)
    }
    let table = SampleTable(samples)
    #expect(table.standstills(hanging, .stalled) == 3 && table.standstills(plan.cells[0], .stalled) == 0)
    let pairs = PairedRounds(table, Figures.goodput, CellPair(candidate: hanging, baseline: plan.cells[0]))
    #expect(pairs.count == 0 && pairs.excluded == 3)
  }
}
