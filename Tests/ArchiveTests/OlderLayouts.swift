import Foundation
import GRDB
import Records
import Testing

@testable import Archive

/// Files that copycost of each layout wrote: two primitives at two sizes, three rounds.
@Suite("Archives of older layouts")
struct OlderLayouts {
  static let files = ["layout-1.db", "layout-2.db", "layout-3.db", "layout-4.db"]

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
    #expect(Set(try archive.quantities(sweep: 1).map { "\($0)" }).isSuperset(of: quantities))
    let rows = try archive.queue.read { try StoredRow.all($0) }
    #expect(Array(rows.prefix { $0.sample <= samples.count }) == Self.rows(samples))
    #expect(archive.layout == ArchiveSchema.current)
  }

  @Test(
    "that describe no primitives are read and brought up to date with those of their time, and with two-copy as baseline",
    arguments: files)
  func primitives(file: String) throws {
    let scratch = try Scratch()
    let path = try Self.copy(file, scratch)
    func expectEarlier(_ archive: SampleArchive) throws {
      let sweep = try #require(try archive.sweep(1))
      #expect(sweep.senders == EarlierPrimitives.senders && sweep.receivers == EarlierPrimitives.receivers)
      #expect(sweep.plan.baseline == "two-copy")
      for cell in sweep.plan.cells {
        #expect(sweep.senders.named(cell.primitive) != nil && sweep.receivers.named(cell.receive) != nil)
      }
    }
    try expectEarlier(try SampleArchive(reading: path))
    try expectEarlier(try SampleArchive(creatingOrOpening: path))
    try expectEarlier(try SampleArchive(reading: path))
  }

  @Test("have no baseline where two-copy was not among their cells")
  func withoutBaseline() throws {
    let scratch = try Scratch()
    let path = try Self.copy("layout-4.db", scratch)
    try DatabaseQueue(path: path).write {
      try $0.execute(sql: "UPDATE cell SET primitive = 'one-copy' WHERE primitive = 'two-copy'")
    }
    #expect(try SampleArchive(reading: path).sweep(1)?.plan.baseline == nil)
    #expect(try SampleArchive(creatingOrOpening: path).sweep(1)?.plan.baseline == nil)
  }

  @Test(
    "of before grants are read and brought up to date with cells of what the limits of their host granted")
  func buffers() throws {
    let scratch = try Scratch()
    let path = try Self.copy("layout-3.db", scratch)
    // The file's sweep asked for 1Gi and 16Mi where both limits were 4Mi.
    func expectGranted(_ archive: SampleArchive) throws {
      let sweep = try #require(try archive.sweep(1))
      #expect(sweep.plan.requested?.sendBufferBytes == 1 << 30)
      #expect(sweep.plan.requested?.receiveSocketBufferBytes == 16 << 20)
      let samples = try archive.samples(sweep: 1)
      let cells = sweep.plan.cells + samples.map(\.cell)
      #expect(cells.allSatisfy { $0.options.sendBufferBytes == 4 << 20 })
      #expect(cells.allSatisfy { $0.options.receiveSocketBufferBytes == 4 << 20 })
      #expect(samples.allSatisfy { $0.grants == nil && sweep.plan.cells.contains($0.cell) })
      #expect(try archive.ledgers(sweep: 1).allSatisfy { sweep.plan.cells.contains($0.cell) })
    }
    let old = try SampleArchive(reading: path)
    #expect(old.layout == 3)
    try expectGranted(old)
    try old.close()
    try expectGranted(try SampleArchive(creatingOrOpening: path))
  }

  @Test(
    "stay as they are while a sweep of their copycost goes on, and not for ever after one that was killed")
  func beingWritten() throws {
    let scratch = try Scratch()
    let path = try Self.copy("layout-2.db", scratch)
    let raw = try DatabaseQueue(path: path)
    func setLastSign(secondsAgo: Int) throws {
      try raw.write {
        try $0.execute(sql: "UPDATE sweep SET status = 'running'")
        try $0.execute(
          sql: """
            UPDATE sample SET finished_at_ns = (CAST(strftime('%s', 'now') AS INTEGER) - ?) * 1000000000
            WHERE id = 12
            """, arguments: [secondsAgo])
      }
    }
    try setLastSign(secondsAgo: 5)
    let error = #expect(throws: OperationError.self) { _ = try SampleArchive(creatingOrOpening: path) }
    #expect(error?.description.contains("seems to write to") == true)
    #expect(try SampleArchive(reading: path).layout == 2)
    try setLastSign(secondsAgo: 100)
    #expect(try SampleArchive(creatingOrOpening: path).samples(sweep: 1).count == 12)
  }

  @Test("samples without readings, of several sweeps, and metrics that were described anew are kept apart")
  func oddSamples() throws {
    let scratch = try Scratch()
    let path = try Self.copy("layout-2.db", scratch)
    let raw = try DatabaseQueue(path: path)
    try raw.write {
      try $0.execute(
        sql: """
          DELETE FROM reading WHERE sample = 3;
          INSERT INTO sweep SELECT 2, started_at_ns, status, plan, host, version, command FROM sweep;
          INSERT INTO cell (id, sweep, position, planned, primitive, variant, receive, message_bytes, flows, link, options)
            SELECT id + 100, 2, position, planned, primitive, variant, receive, message_bytes, flows, link, options FROM cell;
          UPDATE sample SET sweep = 2, cell = cell + 100 WHERE id > 6;
          INSERT INTO metric (id, name, unit, better, source, summary)
            SELECT 1000, name, unit, better, source, 'Another.' FROM metric WHERE name = 'goodput';
          UPDATE reading SET metric = 1000
            WHERE metric = (SELECT min(id) FROM metric WHERE name = 'goodput') AND sample = 2;
          """)
    }
    let old = try SampleArchive(reading: path)
    let before = try [1, 2].map { try old.samples(sweep: $0) }
    let rows = try old.queue.read { try StoredRow.all($0) }
    try old.close()
    let migrated = try SampleArchive(creatingOrOpening: path)
    #expect(try [1, 2].map { try migrated.samples(sweep: $0) } == before)
    #expect(before.map(\.count) == [6, 6] && before[0][2].readings.isEmpty)
    #expect(try migrated.queue.read { try StoredRow.all($0) } == rows)
    let described = try migrated.queue.read {
      try Int.fetchOne($0, sql: "SELECT count(*) FROM reading WHERE metric = 1000")
    }
    #expect(described == 1)
  }

  @Test("a migration that cannot be finished leaves the file as it was")
  func interruptedMigration() throws {
    let scratch = try Scratch()
    let path = try Self.copy("layout-2.db", scratch)
    var careless = Configuration()
    careless.foreignKeysEnabled = false
    let raw = try DatabaseQueue(path: path, configuration: careless)
    try raw.write {
      try $0.execute(sql: "UPDATE reading SET metric = 4711 WHERE sample = 12 AND position = 3")
    }
    #expect(throws: OperationError.self) { try SampleArchive(creatingOrOpening: path) }
    let version = try raw.read { try Int.fetchOne($0, sql: "PRAGMA user_version") }
    let rows = try raw.read {
      try Int.fetchOne($0, sql: "SELECT count(*) FROM reading WHERE value IS NOT NULL")
    }
    #expect(version == 2 && (rows ?? 0) > 12 * 40)
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
