import Foundation
import Lab
import Records
import Report
import Testing

@testable import Archive
@testable import Sessions

/// Archives with known figures: nothing is measured for them.
enum KnownSweep {
  static let rounds = 8
  static let sizes = [256, 65536, 1 << 20]

  /// Adds a sweep in which one-copy loses at 256 and wins from 64Ki on, by far and in every round.
  static func add(to archive: SampleArchive, status: Sweep.Status = .finished) throws {
    let cells = sizes.flatMap { bytes in
      ["two-copy", "one-copy"].map { Cell(primitive: $0, messageBytes: bytes, flows: 1, link: "loopback") }
    }
    var plan = Plan(
      cells: cells, rounds: rounds, seed: 11, windowNanoseconds: 40_000_000,
      warmup: .fixed(nanoseconds: 10_000_000))
    plan.makesLedgers = false
    let id = try archive.begin(
      Sweep(
        startedAtUnixNanoseconds: 1_700_000_000_000_000_000, plan: plan, host: HostFacts(facts: []),
        version: copycostVersion, command: "copycost sweep"))
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
    try archive.finish(sweep: id, status: status)
  }

  static var samples: Int { rounds * sizes.count * 2 }

  /// A new archive with so many of these sweeps.
  static func archive(_ path: String, sweeps: Int) throws -> SampleArchive {
    let archive = try SampleArchive(creatingOrOpening: path)
    for _ in 0..<sweeps { try add(to: archive) }
    try archive.close()
    return try SampleArchive(reading: path)
  }
}

@Suite("What commands make of a stored sweep", .serialized, .timeLimit(.minutes(2)))
struct StoredSessionTests {
  @Test("a report reads each sample once, into page, Markdown, data, answers and two pictures a chart")
  func report() async throws {
    let fixture = try SessionFixture()
    let archive = try KnownSweep.archive(fixture.path("b.db"), sweeps: 1)
    let session = try ReportSession(reading: archive, sweep: nil, into: fixture.path("out/deep"))
    #expect(try await session.write() == "\(fixture.path("out/deep"))/report.html")
    #expect(archive.samplesRead == KnownSweep.samples)
    let files = FileManager.default
    let names = Set(try files.contentsOfDirectory(atPath: fixture.path("out/deep")))
    #expect(names == ["report.html", "report.md", "data.csv", "answers.json", "charts"])
    let pictures = try files.contentsOfDirectory(atPath: fixture.path("out/deep/charts"))
    #expect(pictures.contains("throughput-vs-size.svg"))
    #expect(pictures.count { $0.hasSuffix(".svg") } == pictures.count { $0.hasSuffix(".png") })
    #expect(pictures.allSatisfy { $0.hasSuffix(".svg") || $0.hasSuffix(".png") })
    var export = ""
    let source = try ExportSource.stored(in: SampleArchive(reading: archive.path), sweep: nil)
    try ExportFile.write(source, as: CSVExporter.self) { export += $0 }
    #expect(try fixture.text("out/deep/data.csv") == export)
    #expect(try CSVRows(fixture.text("out/deep/data.csv")).rows.count == KnownSweep.samples)
  }

  @Test("a comparison with its report reads each sample of both sides once, and pairs nothing")
  func comparison() async throws {
    let fixture = try SessionFixture()
    let new = try KnownSweep.archive(fixture.path("new.db"), sweeps: 3)
    let old = try KnownSweep.archive(fixture.path("old.db"), sweeps: 3)
    let session = CompareSession(candidate: new.path, baseline: old.path)
    let outcome = try session.compare(candidate: new, baseline: old, report: fixture.path("out"))
    #expect(outcome.comparison.noVerdictReason == nil)
    #expect(outcome.comparison.rows.filter { $0.ratio.ratio == 1 }.count == KnownSweep.sizes.count * 2)
    _ = try await session.report(outcome)
    for archive in [new, old] { #expect(archive.samplesRead == 3 * KnownSweep.samples) }
    let page = try fixture.text("out/report.html")
    for words in ["two-copy[candidate]", "two-copy[baseline]", "Unpaired"] { #expect(page.contains(words)) }
  }

  @Test("without a report a comparison reads each sample once as well, and of one sweep only that one's")
  func oneSweep() throws {
    let fixture = try SessionFixture()
    let new = try KnownSweep.archive(fixture.path("new.db"), sweeps: 2)
    let old = try KnownSweep.archive(fixture.path("old.db"), sweeps: 1)
    let session = CompareSession(candidate: "\(new.path):2", baseline: old.path)
    let outcome = try session.compare(candidate: new, baseline: old, report: nil)
    #expect(outcome.comparison.noVerdictReason?.hasPrefix("1 of the 3 sweeps") == true)
    for archive in [new, old] { #expect(archive.samplesRead == KnownSweep.samples) }
    #expect(throws: UsageError.self) {
      try CompareSession(candidate: "\(new.path):9", baseline: old.path).compare(report: nil)
    }
  }

  @Test("refining looks at the samples that it has, and reads none of them again")
  func refining() async throws {
    let fixture = try SessionFixture()
    let archive = try SampleArchive(creatingOrOpening: fixture.path("a.db"))
    try KnownSweep.add(to: archive, status: .interrupted)
    try archive.close()
    var begun = try await fixture.session.resume(isPlain: true)
    try await fixture.session.run(&begun)
    #expect(begun.archive.samplesRead == KnownSweep.samples)
    try await fixture.session.refine(&begun)
    #expect(begun.archive.samplesRead == KnownSweep.samples)
    let added = begun.sweep.plan.refinements
    #expect(added.first?.map(\.primitive) == ["two-copy", "one-copy"])
    let all = try begun.archive.sampleCount(sweep: begun.sweep.id)
    #expect(all == KnownSweep.samples + KnownSweep.rounds * added.joined().count)
    #expect(begun.history?.samples.count { _ in true } == all)
  }
}
