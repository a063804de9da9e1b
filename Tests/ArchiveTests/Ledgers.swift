import Foundation
import GRDB
import Records
import Testing

@testable import Archive

@Suite("Ledgers in an archive")
struct Ledgers {
  @Test(
    "a ledger comes back with every figure, its evidence and who paid; one that was not made with its reason")
  func roundTrip() throws {
    let scratch = try Scratch()
    let archive = try SampleArchive(creatingOrOpening: scratch.path("a.db"))
    let id = try archive.begin(Fixture.sweep())
    let entries = [
      LedgerEntry(cell: Fixture.cells[1], finishedAtUnixNanoseconds: 7, finding: .found(Fixture.ledger)),
      LedgerEntry(
        cell: Fixture.cells[0], finishedAtUnixNanoseconds: 8, finding: .missing(reason: "no such luck")),
    ]
    for entry in entries { try archive.save(entry, sweep: id) }
    let other = try archive.begin(Fixture.sweep())
    try archive.close()
    let reopened = try SampleArchive(reading: scratch.path("a.db"))
    #expect(try reopened.ledgers(sweep: id) == entries)
    #expect(try reopened.ledgers(sweep: other).isEmpty)
  }

  @Test(
    "a second ledger of a cell takes the place of the first, and no row holds both ledger and reason, or neither"
  )
  func replaced() throws {
    let scratch = try Scratch()
    let archive = try SampleArchive(creatingOrOpening: scratch.path("a.db"))
    let id = try archive.begin(Fixture.sweep())
    let lost = LedgerEntry(
      cell: Fixture.cells[0], finishedAtUnixNanoseconds: 1, finding: .missing(reason: "died"))
    let made = LedgerEntry(
      cell: Fixture.cells[0], finishedAtUnixNanoseconds: 2, finding: .found(Fixture.ledger))
    try archive.save(lost, sweep: id)
    try archive.save(made, sweep: id)
    #expect(try archive.ledgers(sweep: id) == [made])
    for change in ["reason = 'x'", "ledger = NULL", "ledger = 'no json'"] {
      #expect(throws: DatabaseError.self) {
        try archive.queue.write { try $0.execute(sql: "UPDATE ledger SET \(change)") }
      }
    }
  }

  @Test("an archive from before there were ledgers is read as it is, and brought up to date by a sweep")
  func older() throws {
    let scratch = try Scratch()
    let path = scratch.path("old.db")
    let samples = [Fixture.sample()]
    let id = try Self.makeFirstLayout(path, samples)
    let before = try bytes(of: path)
    let reading = try SampleArchive(reading: path)
    #expect(try reading.samples(sweep: id) == samples)
    #expect(try reading.ledgers(sweep: id).isEmpty)
    try reading.close()
    #expect(try bytes(of: path) == before)

    let writing = try SampleArchive(creatingOrOpening: path)
    let entry = LedgerEntry(
      cell: Fixture.cells[1], finishedAtUnixNanoseconds: 1, finding: .found(Fixture.ledger))
    try writing.save(entry, sweep: id)
    try writing.close()
    let again = try SampleArchive(reading: path)
    #expect(try again.samples(sweep: id) == samples)
    #expect(try again.ledgers(sweep: id) == [entry])
    let version = try again.queue.read { try Int.fetchOne($0, sql: "PRAGMA user_version") }
    #expect(version == 2)
  }

  @Test("an archive of a copycost with a third layout is refused")
  func newer() throws {
    let scratch = try Scratch()
    let path = scratch.path("a.db")
    let archive = try SampleArchive(creatingOrOpening: path)
    try archive.queue.writeWithoutTransaction { try $0.execute(sql: "PRAGMA user_version = 3") }
    try archive.close()
    #expect(throws: OperationError.self) { try SampleArchive(creatingOrOpening: path) }
    #expect(throws: OperationError.self) { try SampleArchive(reading: path) }
  }

  /// The file as the first copycost left it: its own tables and rows, copied by SQL, and no others.
  private static func makeFirstLayout(_ path: String, _ samples: [Sample]) throws -> Int64 {
    let archive = try SampleArchive(creatingOrOpening: path)
    let id = try archive.begin(Fixture.sweep())
    for sample in samples { try archive.commit(sample, sweep: id) }
    try archive.queue.writeWithoutTransaction { db in
      try db.execute(
        sql: """
          DROP TABLE ledger; DELETE FROM grdb_migrations WHERE identifier <> '1'; PRAGMA user_version = 1;
          """)
      let tables = try String.fetchAll(
        db,
        sql: "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%' ORDER BY name")
      #expect(
        tables == [
          "caveat", "cell", "grdb_migrations", "metric", "reading", "recorded", "sample", "sweep", "warmup",
        ])
      _ = try Row.fetchAll(db, sql: "PRAGMA wal_checkpoint(TRUNCATE)")
    }
    try archive.close()
    return id
  }
}
