import Foundation
import GRDB
import Records

extension SampleArchive {
  /// Stores one ledger of a sweep, or why the cell has none; replaces an earlier one of the same cell.
  package func save(_ entry: LedgerEntry, sweep: Int64) throws {
    try write { db in
      try db.execute(
        sql:
          "INSERT OR REPLACE INTO ledger (sweep, cell, finished_at_ns, ledger, reason) VALUES (?, ?, ?, ?, ?)",
        arguments: [
          sweep, try Self.row(of: entry.cell, sweep: sweep, db), entry.finishedAtUnixNanoseconds,
          try entry.finding.value.map(StoredJSON.text), entry.finding.reason,
        ])
    }
  }

  /// The ledgers of a sweep in the order in which they were made; empty for one of before there were any.
  package func ledgers(sweep: Int64) throws -> [LedgerEntry] {
    guard layout >= ArchiveSchema.withLedgers else { return [] }
    return try read { db in
      let cells = Dictionary(
        uniqueKeysWithValues: try SampleReader.cells(
          db, sweep: sweep, onlyPlanned: false, layout: layout
        ).map { ($0.row, $0.cell) })
      let rows = try Row.fetchAll(
        db, sql: "SELECT cell, finished_at_ns, ledger, reason FROM ledger WHERE sweep = ? ORDER BY id",
        arguments: [sweep])
      return try rows.map { row in
        guard let cell = cells[row[0]] else {
          throw ArchiveFailure.damaged(path, "a ledger refers to a cell that is not there")
        }
        let stored: String? = row[2]
        let ledger = try stored.map { try StoredJSON.value(Ledger.self, $0) }
        return LedgerEntry(
          cell: cell, finishedAtUnixNanoseconds: row[1],
          finding: ledger.map { .found($0) } ?? .missing(reason: row[3] ?? "no reason given"))
      }
    }
  }
}
