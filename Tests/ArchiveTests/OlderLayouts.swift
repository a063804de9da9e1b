import Foundation
import GRDB
import Records
import Testing

@testable import Archive

/// Files that copycost of each layout wrote: two primitives at two sizes, three rounds.
@Suite("Archives of older layouts")
struct OlderLayouts {
  static let files = ["layout-1.db", "layout-2.db"]

  @Test(
    "are read as they are: every reading that their rows hold, and not a byte of the file changes",
    arguments: files)
  func reading(file: String) throws {
    let scratch = try Scratch()
    let path = try Self.copy(file, scratch)
    let before = try bytes(of: path)
    let archive = try SampleArchive(reading: path)
    let rows = try archive.queue.read { try StoredRow.all($0) }
    let samples = try archive.samples(sweep: 1)
    #expect(samples.count == 12 && rows.count > 12 * 40)
    #expect(Self.rows(samples) == rows)
    #expect(try archive.quantities(sweep: 1).count == Set(rows.map { "\($0.metric) \($0.side)" }).count)
    let hasLedgers = file != Self.files[0]
    #expect(try archive.ledgers(sweep: 1).isEmpty != hasLedgers)
    #expect(Set(samples.map { ObjectIdentifier($0.readings.kind) }).count <= 2)
    try archive.close()
    #expect(try bytes(of: path) == before)
  }

  @Test("are brought up to date by a sweep, and hold what they held", arguments: files)
  func migration(file: String) throws {
    let scratch = try Scratch()
    let path = try Self.copy(file, scratch)
    let old = try SampleArchive(reading: path)
    let samples = try old.samples(sweep: 1)
    let quantities = try old.quantities(sweep: 1).map { "\($0)" }
    let sweeps = try old.sweeps()
    try old.close()

    let writing = try SampleArchive(creatingOrOpening: path)
    let entry = LedgerEntry(
      cell: samples[0].cell, finishedAtUnixNanoseconds: 1, finding: .found(Fixture.ledger))
    try writing.save(entry, sweep: 1)
    try writing.commit(Fixture.sample(round: 100), sweep: 1)
    try writing.close()
    let archive = try SampleArchive(reading: path)
    #expect(try archive.samples(sweep: 1) == samples + [Fixture.sample(round: 100)])
    #expect(try archive.ledgers(sweep: 1).contains(entry))
    #expect(try archive.sweeps() == sweeps)
    #expect(try archive.quantities(sweep: 1).map { "\($0)" }.starts(with: quantities.prefix(1)))
    let rows = try archive.queue.read { try StoredRow.all($0) }
    #expect(Array(rows.prefix { $0.sample <= samples.count }) == Self.rows(samples))
    #expect(archive.layout == ArchiveSchema.current)
  }

  private static func copy(_ file: String, _ scratch: Scratch) throws -> String {
    let source = try #require(Bundle.module.path(forResource: file, ofType: nil, inDirectory: "Resources"))
    let path = scratch.path(file)
    try FileManager.default.copyItem(atPath: source, toPath: path)
    return path
  }

  /// The readings as the rows of samples whose ids are their order: these sweeps lost none.
  private static func rows(_ samples: [Sample]) -> [StoredRow] {
    samples.enumerated().flatMap { index, sample in
      sample.readings.map {
        StoredRow(
          sample: Int64(index + 1), metric: $0.metric, side: $0.side.rawValue, value: $0.value,
          reason: $0.reason, enabled: $0.enabledNanoseconds.map { Int64($0) },
          running: $0.runningNanoseconds.map { Int64($0) })
      }
    }
  }
}
