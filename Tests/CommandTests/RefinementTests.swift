import Foundation
import Lab
import Processes
import Records
import Testing

@testable import Archive

@Suite("A sweep whose crossover is narrowed down", .serialized, .timeLimit(.minutes(2)))
struct RefinementTests {
  private static let rounds = 8
  private static let sizes = [256, 65536, 1 << 20]

  /// An interrupted sweep that lacks nothing but its refinement: one-copy loses at 256 and wins from 64Ki on, by far
  /// and in every round, so that there is a crossing however noisy the machine is.
  private static func crossing(_ path: String) throws {
    let cells = sizes.flatMap { bytes in
      ["two-copy", "one-copy"].map {
        Cell(primitive: $0, messageBytes: bytes, flows: 4, link: "loopback")
      }
    }
    var plan = Plan(
      cells: cells, rounds: rounds, seed: 11, windowNanoseconds: 60_000_000,
      warmup: .fixed(nanoseconds: 30_000_000))
    plan.makesLedgers = false
    let archive = try SampleArchive(creatingOrOpening: path)
    let id = try archive.begin(
      Sweep(
        startedAtUnixNanoseconds: 1_700_000_000_000_000_000, plan: plan, host: HostFacts(facts: []),
        version: copycostVersion, command: "copycost sweep --refine"))
    for round in 0..<rounds {
      for (order, cell) in RoundOrder.cells(of: plan, round: round).enumerated() {
        let factor = cell.primitive == "two-copy" ? 1 : cell.messageBytes == 256 ? 0.5 : 2
        let gigabits = Double(cell.messageBytes).squareRoot() * factor * (1 + Double(round % 3) / 100)
        try archive.commit(
          Sample(
            cell: cell, round: round, order: order,
            readings: [Reading(TrafficMetrics.goodput, .flow, gigabits * 1e9)], limitedBy: .senderCPU),
          sweep: id)
      }
    }
    try archive.finish(sweep: id, status: .interrupted)
    try archive.close()
  }

  @Test("Ctrl-C while it refines ends with status 1, keeps the finished samples, and --resume completes them")
  func interrupted() async throws {
    let scratch = try Scratch()
    let path = scratch.path("a.db")
    try Self.crossing(path)
    let base = Self.rounds * Self.sizes.count * 2
    let refining = try await start(["sweep", "--resume", "--refine", "--archive", path], in: scratch)
    let said = await eventually { await refining.standardErrorTail.contains("refining at ") }
    try #require(said)
    let archive = try SampleArchive(reading: path)
    #expect(await eventually { ((try? archive.sampleCount(sweep: 1)) ?? 0) > base })
    await refining.kill(SIGINT)
    let stopped = try await end(of: refining)
    #expect(stopped.status == .exited(1), "\(stopped.errors)")
    let kept = try archive.samples(sweep: 1)
    #expect(
      stopped.errors.contains("interrupted: the \(kept.count) finished samples are in \(path)"),
      "\(stopped.errors)")
    let plan = try #require(try archive.sweep(1)).plan
    let added = try #require(plan.refinements.first)
    #expect(plan.refinements.count == 1 && added.map(\.primitive) == ["two-copy", "one-copy"])
    #expect(kept.count > base && kept.count < base + Self.rounds * added.count)
    #expect(try archive.sweep(1)?.status == .interrupted)
    #expect(await eventually { scratch.processes().isEmpty })

    let resumed = try await copycost("sweep", "--resume", "--quiet", "--archive", path, in: scratch)
    #expect(resumed.status == .exited(0), "\(resumed.errors)")
    let all = try archive.samples(sweep: 1)
    #expect(try archive.sweep(1)?.status == .finished)
    #expect(all.filter(kept.contains) == kept && Set(all.map { [$0.round, $0.order] }).count == all.count)
    let refined = all.filter { added.contains($0.cell) }
    #expect(all.count == base + refined.count && refined.count == Self.rounds * added.count)
    #expect(refined.allSatisfy { $0.failure == nil })
    #expect(await eventually { scratch.processes().isEmpty })
  }
}
