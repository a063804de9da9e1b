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

  @Test("an archive of a copycost with a later layout is refused")
  func newer() throws {
    let scratch = try Scratch()
    let path = scratch.path("a.db")
    let archive = try SampleArchive(creatingOrOpening: path)
    let later = ArchiveSchema.current + 1
    try archive.queue.writeWithoutTransaction { try $0.execute(sql: "PRAGMA user_version = \(later)") }
    try archive.close()
    #expect(throws: OperationError.self) { try SampleArchive(creatingOrOpening: path) }
    #expect(throws: OperationError.self) { try SampleArchive(reading: path) }
  }
}
