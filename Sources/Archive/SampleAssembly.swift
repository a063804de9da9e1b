import Foundation
import GRDB
import Records

/// Puts samples together from the rows of one sweep: what is the same for all of them is read once.
struct SampleAssembly {
  private let cells: [Int64: Cell]
  private var kinds: ReadingKinds
  private let readings: Statement
  private let caveats: Statement

  init(_ db: Database, sweep: Int64) throws {
    let cells = try Self.cells(db, sweep: sweep, onlyPlanned: false)
    self.cells = Dictionary(uniqueKeysWithValues: cells.map { ($0.row, $0.cell) })
    let names = try Row.fetchAll(db, sql: "SELECT id, name FROM metric")
    kinds = ReadingKinds(metrics: Dictionary(uniqueKeysWithValues: names.map { ($0[0], $0[1]) }))
    self.readings = try db.makeStatement(
      sql: """
        SELECT metric, unicode(side), value, reason, enabled_ns, running_ns FROM reading
        WHERE sample = ? ORDER BY position
        """)
    self.caveats = try db.makeStatement(
      sql: "SELECT kind, cause, effect, remedy FROM caveat WHERE sample = ? ORDER BY position")
  }

  /// What `sample` wants of each row of the table.
  static let columns = """
    id, cell, round, position, finished_at_ns, limited_by, failure, slices,
    EXISTS (SELECT 1 FROM caveat WHERE caveat.sample = sample.id)
    """

  /// - Parameter row: of `columns`.
  mutating func sample(_ row: Row) throws -> Sample {
    let id: Int64 = row[0]
    guard let cell = cells[row[1]], let slices = SliceBlob.decoded(row[7]) else { throw damaged(id) }
    return Sample(
      cell: cell, round: row[2], order: row[3], finishedAtUnixNanoseconds: row[4],
      readings: try readings(of: id),
      limitedBy: LimitedBy(rawValue: row[5]) ?? .undecided,
      caveats: row[8] ? try Self.caveats(caveats, id) : [],
      slices: slices, failure: row[6])
  }

  private mutating func readings(of sample: Int64) throws -> Readings {
    let rows = try Row.fetchCursor(readings, arguments: [sample])
    var values: [Double] = []
    values.reserveCapacity(kinds.expectedCount)
    var notes: [Readings.Note] = []
    kinds.begin()
    while let row = try rows.next() {
      kinds.add(metric: row[0], side: row[1])
      let value: Double? = row[2]
      let enabled: Int64? = row[4]
      if value == nil || enabled != nil {
        notes.append(Self.note(row, place: values.count, hasValue: value != nil, enabled))
      }
      values.append(value ?? .nan)
    }
    guard let kind = kinds.end() else { throw damaged(sample) }
    return Readings(kind: kind, values: values, notes: notes)
  }

  private static func note(_ row: Row, place: Int, hasValue: Bool, _ enabled: Int64?) -> Readings.Note {
    let running: Int64? = row[5]
    return Readings.Note(
      place: place, reason: hasValue ? nil : row[3] ?? "stored without a reason",
      enabledNanoseconds: enabled.map { UInt64(bitPattern: $0) },
      runningNanoseconds: running.map { UInt64(bitPattern: $0) })
  }

  private func damaged(_ sample: Int64) -> OperationError {
    OperationError(
      "row \(sample) of the table sample refers to what is not in the archive",
      effect: "the sample cannot be rebuilt",
      remedy: "Restore the archive from a copy")
  }

  // MARK: - Shared rows

  static func cells(_ db: Database, sweep: Int64, onlyPlanned: Bool) throws -> [(row: Int64, cell: Cell)] {
    let rows = try Row.fetchAll(
      db,
      sql: """
        SELECT id, primitive, variant, receive, message_bytes, flows, link, options FROM cell
        WHERE sweep = ? AND planned >= ? ORDER BY position
        """,
      arguments: [sweep, onlyPlanned])
    return try rows.map { row in
      let cell = Cell(
        primitive: row[1], variant: row[2], receive: row[3], messageBytes: row[4], flows: row[5],
        link: row[6],
        options: try StoredJSON.options(row[7]))
      return (row[0], cell)
    }
  }

  static func caveats(_ db: Database, _ condition: String, _ id: Int64) throws -> [Caveat] {
    let sql = "SELECT kind, cause, effect, remedy FROM caveat WHERE \(condition) ORDER BY position"
    return try caveats(try db.makeStatement(sql: sql), id)
  }

  private static func caveats(_ statement: Statement, _ id: Int64) throws -> [Caveat] {
    try Row.fetchAll(statement, arguments: [id]).map { row in
      Caveat(kind: row[0], cause: row[1], effect: row[2], remedy: row[3])
    }
  }
}
