import Foundation
import GRDB
import Records

extension SampleArchive {
  /// Stores a sweep that starts now, with its plan; answers its id, from 1. `sweep.id` is ignored.
  package func begin(_ sweep: Sweep) throws -> Int64 {
    var plan = sweep.plan
    plan.cells = []
    return try write { db in
      try db.execute(
        sql:
          "INSERT INTO sweep (started_at_ns, status, plan, host, version, command) VALUES (?, ?, ?, ?, ?, ?)",
        arguments: [
          sweep.startedAtUnixNanoseconds, sweep.status.rawValue, try StoredJSON.text(plan),
          try StoredJSON.text(sweep.host), sweep.version, sweep.command,
        ])
      let id = db.lastInsertedRowID
      try StoredPrimitives(senders: sweep.senders, receivers: sweep.receivers).insert(db, sweep: id)
      for (position, cell) in sweep.plan.cells.enumerated() {
        try Self.insert(cell, position: position, planned: true, sweep: id, db)
      }
      try Self.insert(sweep.caveats, sweep: id, sample: nil, db)
      return id
    }
  }

  /// Stores one sample in one transaction: on disk, with everything it holds, when this returns.
  ///
  /// A value that is not finite is stored as unavailable, with that reason. A round has one sample per order:
  /// a second one is refused, so that two processes which resume the same sweep cannot mix their samples.
  package func commit(_ sample: Sample, sweep: Int64) throws {
    let kind = sample.readings.kind
    let last = lastKind.withLock { $0 }
    let known = last.flatMap { $0.sweep == sweep && $0.kind.isSame(as: kind) ? $0.row : nil }
    let row = try write { db in
      let row = try known ?? Self.row(of: kind, sweep: sweep, db)
      try db.execute(
        sql: """
          INSERT INTO sample
            (sweep, cell, round, position, finished_at_ns, limited_by, failure, slices, kind, readings, granted)
          VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
          """,
        arguments: [
          sweep, try Self.row(of: sample.cell, sweep: sweep, db), sample.round, sample.order,
          sample.finishedAtUnixNanoseconds, sample.limitedBy.rawValue, sample.failure,
          SliceBlob.encoded(sample.slices), row, try PackedReadings.text(sample.readings),
          try sample.grants.map { try Self.row(of: $0, sweep: sweep, db) },
        ])
      try Self.insert(sample.caveats, sweep: sweep, sample: db.lastInsertedRowID, db)
      return row
    }
    // Only now: a row of a transaction that failed is none.
    if known == nil { lastKind.withLock { $0 = StoredKind(kind: kind, sweep: sweep, row: row) } }
  }

  /// Adds cells to a sweep that narrow a crossover down, and marks it as running again.
  ///
  /// - Parameter plan: the stored plan with further `refinements`.
  package func extend(_ plan: Plan, sweep: Int64) throws {
    var stored = plan
    stored.cells = []
    try write { db in
      try db.execute(
        sql: "UPDATE sweep SET plan = ?, status = ? WHERE id = ?",
        arguments: [try StoredJSON.text(stored), Sweep.Status.running.rawValue, sweep])
    }
  }

  /// Stores how a sweep ended.
  package func finish(sweep: Int64, status: Sweep.Status) throws {
    try write { db in
      try db.execute(sql: "UPDATE sweep SET status = ? WHERE id = ?", arguments: [status.rawValue, sweep])
    }
  }

  /// Replaces the caveats about a sweep as a whole; those of its samples stay.
  package func setCaveats(_ caveats: [Caveat], sweep: Int64) throws {
    try write { db in
      try db.execute(sql: "DELETE FROM caveat WHERE sweep = ? AND sample IS NULL", arguments: [sweep])
      try Self.insert(caveats, sweep: sweep, sample: nil, db)
    }
  }

  /// Describes metrics, so that units and sources travel with the figures.
  ///
  /// A metric whose description changed gets a new row: readings stored before keep the old one.
  /// - Throws: `OperationError` when the archive holds figures of that name in another unit.
  package func register(_ metrics: [Metric]) throws {
    let path = path
    try write { db in
      for metric in metrics {
        let stored = try String.fetchOne(
          db, sql: "SELECT unit FROM metric WHERE name = ? AND unit <> ?",
          arguments: [metric.name, metric.unit])
        if let stored {
          throw OperationError(
            "\(path) holds \(metric.name) in \(stored), this copycost measures it in \(metric.unit)",
            effect: "figures of both cannot stand in one column", remedy: "Start a new archive with --archive"
          )
        }
        try db.execute(
          sql: "INSERT OR IGNORE INTO metric (name, unit, better, source, summary) VALUES (?, ?, ?, ?, ?)",
          arguments: [
            metric.name, metric.unit, metric.better.rawValue, metric.source.rawValue, metric.summary,
          ])
      }
    }
    // What is committed from now on means the descriptions of now.
    lastKind.withLock { $0 = nil }
  }

  /// Stores the warm-up that a block's pilot asked for, so that a resumed sweep uses the same; replaces an
  /// earlier one.
  package func storeWarmup(block: Cell.Block, nanoseconds: UInt64, sweep: Int64) throws {
    try write { db in
      try db.execute(
        sql: "INSERT OR REPLACE INTO warmup (sweep, block, duration_ns) VALUES (?, ?, ?)",
        arguments: [sweep, try StoredJSON.text(block), Int64(bitPattern: nanoseconds)])
    }
  }

  // MARK: - Rows

  private static func insert(
    _ cell: Cell, position: Int, planned: Bool, sweep: Int64, _ db: Database
  ) throws {
    let statement = try db.cachedStatement(
      sql: """
        INSERT INTO cell (sweep, position, planned, primitive, variant, receive, message_bytes, flows, link, options)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        """)
    try statement.execute(arguments: [
      sweep, position, planned, cell.primitive, cell.variant, cell.receive, cell.messageBytes, cell.flows,
      cell.link, try StoredJSON.text(cell.options),
    ])
  }

  /// The row of a cell; a cell the plan did not have (a refined size) gets one after the planned ones.
  static func row(of cell: Cell, sweep: Int64, _ db: Database) throws -> Int64 {
    let statement = try db.cachedStatement(
      sql: """
        SELECT id FROM cell WHERE sweep = ? AND primitive = ? AND variant = ? AND message_bytes = ? AND flows = ?
        AND receive = ? AND link = ? AND options = ? ORDER BY position LIMIT 1
        """)
    let found = try Int64.fetchOne(
      statement,
      arguments: [
        sweep, cell.primitive, cell.variant, cell.messageBytes, cell.flows, cell.receive, cell.link,
        try StoredJSON.text(cell.options),
      ])
    if let found { return found }
    let last = try Int.fetchOne(db, sql: "SELECT max(position) FROM cell WHERE sweep = ?", arguments: [sweep])
    try insert(cell, position: (last ?? -1) + 1, planned: false, sweep: sweep, db)
    return db.lastInsertedRowID
  }

  /// The row of what a sample's readings are; the first sample of a kind makes it.
  private static func row(of kind: ReadingKind, sweep: Int64, _ db: Database) throws -> Int64 {
    let keys = try kind.quantities.map {
      QuantityKey(metric: try row(ofMetric: $0.metric, db), side: $0.side)
    }
    return try row(ofKind: keys, sweep: sweep, db)
  }

  static func row(ofKind keys: [QuantityKey], sweep: Int64, _ db: Database) throws -> Int64 {
    let quantities = try StoredJSON.text(keys)
    let statement = try db.cachedStatement(
      sql: "SELECT id FROM reading_kind WHERE sweep = ? AND quantities = ?")
    if let found = try Int64.fetchOne(statement, arguments: [sweep, quantities]) { return found }
    try db.execute(
      sql: "INSERT INTO reading_kind (sweep, quantities) VALUES (?, ?)", arguments: [sweep, quantities])
    return db.lastInsertedRowID
  }

  /// The row of what sockets were granted; the first sample of the kind makes it.
  private static func row(of grants: SocketGrants, sweep: Int64, _ db: Database) throws -> Int64 {
    let text = try StoredJSON.text(grants)
    let statement = try db.cachedStatement(sql: "SELECT id FROM granted WHERE sweep = ? AND sockets = ?")
    if let found = try Int64.fetchOne(statement, arguments: [sweep, text]) { return found }
    try db.execute(sql: "INSERT INTO granted (sweep, sockets) VALUES (?, ?)", arguments: [sweep, text])
    return db.lastInsertedRowID
  }

  /// The newest row of a metric; one that nobody registered gets a row without description, so that no figure
  /// is lost.
  private static func row(ofMetric name: String, _ db: Database) throws -> Int64 {
    let statement = try db.cachedStatement(sql: "SELECT max(id) FROM metric WHERE name = ?")
    if let found = try Int64.fetchOne(statement, arguments: [name]) { return found }
    try db.execute(sql: "INSERT INTO metric (name) VALUES (?)", arguments: [name])
    return db.lastInsertedRowID
  }

  private static func insert(_ caveats: [Caveat], sweep: Int64, sample: Int64?, _ db: Database) throws {
    let statement = try db.cachedStatement(
      sql:
        "INSERT INTO caveat (sweep, sample, position, kind, cause, effect, remedy) VALUES (?, ?, ?, ?, ?, ?, ?)"
    )
    for (position, caveat) in caveats.enumerated() {
      try statement.execute(arguments: [
        sweep, sample, position, caveat.kind, caveat.cause.rendered, caveat.effect.rendered,
        caveat.remedy.rendered,
      ])
    }
  }
}
