import GRDB
import Records

/// Readings of layouts 1 and 2: a row for each in the table reading.
struct RowReadings: ReadingsSource {
  private let names: [Int64: String]
  private let rows: Statement
  private var kinds: [[QuantityKey]: ReadingKind] = [:]

  init(_ db: Database) throws {
    names = try QuantityKey.metricNames(db)
    rows = try db.makeStatement(
      sql: """
        SELECT metric, side, value, reason, enabled_ns, running_ns FROM reading WHERE sample = ? ORDER BY position
        """)
  }

  mutating func readings(sample: Int64, kind: Int64?, packed: String?) throws -> Readings? {
    try readings(sample: sample)?.readings
  }

  private mutating func readings(sample: Int64) throws -> (keys: [QuantityKey], readings: Readings)? {
    var keys: [QuantityKey] = []
    var values: [Double] = []
    var notes: [Readings.Note] = []
    let cursor = try Row.fetchCursor(rows, arguments: [sample])
    while let row = try cursor.next() {
      guard let side = Side(rawValue: row[1]) else { return nil }
      keys.append(QuantityKey(metric: row[0], side: side))
      let (value, reason): (Double?, String?) = (row[2], row[3])
      let (enabled, running): (Int64?, Int64?) = (row[4], row[5])
      if value == nil || enabled != nil {
        notes.append(
          Readings.Note(
            place: values.count, reason: value == nil ? reason ?? "stored without a reason" : nil,
            enabledNanoseconds: enabled.map { UInt64(bitPattern: $0) },
            runningNanoseconds: running.map { UInt64(bitPattern: $0) }))
      }
      values.append(value ?? .nan)
    }
    guard let kind = kinds[keys] ?? QuantityKey.kind(of: keys, names) else { return nil }
    kinds[keys] = kind
    return (keys, Readings(kind: kind, values: values, notes: notes))
  }

  /// Puts the readings of all samples into the samples' own rows, as exact as they were.
  static func pack(_ db: Database) throws {
    var source = try RowReadings(db)
    let update = try db.makeStatement(sql: "UPDATE sample SET kind = ?, readings = ? WHERE id = ?")
    let samples = try Row.fetchCursor(db, sql: "SELECT id, sweep FROM sample ORDER BY sweep")
    var rows: (sweep: Int64, ofKinds: [[QuantityKey]: Int64]) = (0, [:])
    while let row = try samples.next() {
      let (sample, sweep): (Int64, Int64) = (row[0], row[1])
      if sweep != rows.sweep { rows = (sweep, [:]) }
      guard let (keys, readings) = try source.readings(sample: sample) else {
        throw SampleReader.damaged(sample)
      }
      let kind = try rows.ofKinds[keys] ?? SampleArchive.row(ofKind: keys, sweep: sweep, db)
      rows.ofKinds[keys] = kind
      try update.execute(arguments: [kind, try PackedReadings.text(readings), sample])
    }
  }
}
