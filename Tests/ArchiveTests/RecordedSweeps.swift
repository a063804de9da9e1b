import Foundation
import Records
import Testing

@testable import Archive

/// Quick sweeps over veth of builds of 2026-11-27 on 2-CPU guests (AMD EPYC, Linux 6.18), layout 3.
///
/// They are kept so that rules of judgement can be compared on the same samples: `quick-veth` was recorded in a quiet
/// hour, the other two while compilers ran.
@Suite("Recorded sweeps of real machines") struct RecordedSweeps {
  @Test(
    "read the same before and after their archive is brought up to date",
    arguments: ["recorded-quick-veth.db", "recorded-quick-seed-1.db", "recorded-quick-seed-2.db"])
  func migrated(_ file: String) throws {
    let source = try #require(Bundle.module.path(forResource: file, ofType: nil, inDirectory: "Resources"))
    let scratch = try Scratch()
    let path = scratch.path(file)
    try FileManager.default.copyItem(atPath: source, toPath: path)
    let (before, sweep) = try Self.read(path)
    #expect(before.count == 416 && before.allSatisfy { $0.failure == nil })
    #expect(sweep.plan.cells.count == 52 && sweep.plan.rounds == 8)
    _ = try SampleArchive(creatingOrOpening: path)
    let (after, same) = try Self.read(path)
    #expect(after == before)
    #expect(same.plan.cells == sweep.plan.cells && same.host == sweep.host)
  }

  private static func read(_ path: String) throws -> ([Sample], Sweep) {
    let archive = try SampleArchive(reading: path)
    let id = try #require(try archive.sweepIDs().first)
    return (try archive.samples(sweep: id), try #require(try archive.sweep(id)))
  }
}
