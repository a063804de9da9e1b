import Foundation
import GRDB
import Records

/// Puts samples together from the rows of one sweep: what is the same for all of them is read once.
struct SampleReader {
  private let cells: [Int64: Cell]
  private var readings: any ReadingsSource
  private let caveats: Statement
  private let grants: [Int64: SocketGrants]

  /// - Parameter layout: of the archive.
  init(_ db: Database, sweep: Int64, layout: Int) throws {
    let cells = try Self.cells(db, sweep: sweep, onlyPlanned: false, layout: layout)
    self.cells = Dictionary(uniqueKeysWithValues: cells.map { ($0.row, $0.cell) })
    let isPacked = layout >= ArchiveSchema.withPackedReadings
    readings = isPacked ? try PackedReadings(db, sweep: sweep) : try RowReadings(db)
    columns = """
      id, cell, round, position, finished_at_ns, limited_by, failure, slices,
      EXISTS (SELECT 1 FROM caveat WHERE caveat.sample = sample.id), \(isPacked ? "kind, readings" : "NULL, NULL"),
      \(layout >= ArchiveSchema.withGrants ? "granted" : "NULL")
      """
    grants = layout >= ArchiveSchema.withGrants ? try Self.grants(db, sweep: sweep) : [:]
    self.caveats = try db.makeStatement(
      sql: "SELECT kind, cause, effect, remedy FROM caveat WHERE sample = ? ORDER BY position")
  }

  /// What `sample` wants of each row of the table.
  let columns: String

  /// - Parameter row: of `columns`.
  mutating func sample(_ row: Row) throws -> Sample {
    let id: Int64 = row[0]
    guard let cell = cells[row[1]], let slices = SliceBlob.decoded(row[7]),
      let readings = try readings.readings(sample: id, kind: row[9], packed: row[10])
    else { throw Self.damaged(id) }
    return Sample(
      cell: cell, round: row[2], order: row[3], finishedAtUnixNanoseconds: row[4],
      readings: readings,
      limitedBy: LimitedBy(rawValue: row[5]) ?? .undecided,
      caveats: row[8] ? try Self.caveats(caveats, id) : [],
      slices: slices, failure: row[6], grants: (row[11] as Int64?).flatMap { grants[$0] })
  }

  static func damaged(_ sample: Int64) -> OperationError {
    OperationError(
      "row \(sample) of the table sample cannot be understood",
      effect: "the sample cannot be rebuilt",
      remedy: "Restore the archive from a copy")
  }

  // MARK: - Shared rows

  private static func grants(_ db: Database, sweep: Int64) throws -> [Int64: SocketGrants] {
    let rows = try Row.fetchAll(
      db, sql: "SELECT id, sockets FROM granted WHERE sweep = ?", arguments: [sweep])
    let pairs = try rows.map { ($0[0] as Int64, try StoredJSON.value(SocketGrants.self, $0[1])) }
    return Dictionary(uniqueKeysWithValues: pairs)
  }

  static func cells(
    _ db: Database, sweep: Int64, onlyPlanned: Bool, layout: Int
  ) throws -> [(row: Int64, cell: Cell)] {
    let buffers = try GrantedBuffers(db, sweep: sweep, layout: layout)
    let rows = try Row.fetchAll(
      db,
      sql: """
        SELECT id, primitive, variant, receive, message_bytes, flows, link, options FROM cell
        WHERE sweep = ? AND planned >= ? ORDER BY position
        """,
      arguments: [sweep, onlyPlanned])
    return try rows.map { row in
      let options = try StoredJSON.options(row[7])
      let cell = Cell(
        primitive: row[1], variant: row[2], receive: row[3], messageBytes: row[4], flows: row[5],
        link: row[6], options: buffers?.options(options, link: row[6]) ?? options)
      try StoredNumbers.check(cell)
      return (row[0], cell)
    }
  }

  static func caveats(_ db: Database, _ condition: String, _ id: Int64) throws -> [Caveat] {
    let sql = "SELECT kind, cause, effect, remedy FROM caveat WHERE \(condition) ORDER BY position"
    return try caveats(try db.makeStatement(sql: sql), id)
  }

  private static func caveats(_ statement: Statement, _ id: Int64) throws -> [Caveat] {
    try Row.fetchAll(statement, arguments: [id]).map { row in
      Caveat(
        kind: row[0], cause: Prose(row[1] as String), effect: Prose(row[2] as String),
        remedy: Prose(row[3] as String))
    }
  }
}
