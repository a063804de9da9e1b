import Foundation
import GRDB
import Records

extension SampleArchive {
  /// Every sweep, oldest first.
  package func sweeps() throws -> [Sweep] {
    try read { try fetchSweeps($0, where: "1", []) }
  }

  /// The ids of all sweeps, oldest first.
  package func sweepIDs() throws -> [Int64] {
    try read { try Int64.fetchAll($0, sql: "SELECT id FROM sweep ORDER BY id") }
  }

  /// One sweep; nil when the archive has none of that id.
  package func sweep(_ id: Int64) throws -> Sweep? {
    try read { try fetchSweeps($0, where: "id = ?", [id]).first }
  }

  /// The sweep that `--resume` continues: the last one that did not finish.
  ///
  /// `running` counts too: a director that was killed could not say that it was interrupted.
  package func unfinishedSweep() throws -> Sweep? {
    try read { db in
      let last = try Int64.fetchOne(
        db, sql: "SELECT max(id) FROM sweep WHERE status IN ('running', 'interrupted')")
      return try last.flatMap { try fetchSweeps(db, where: "id = ?", [$0]).first }
    }
  }

  /// The described metrics, each in its newest description, by name.
  package func metrics() throws -> [Metric] {
    try read { db in
      let rows = try Row.fetchAll(
        db,
        sql: """
          SELECT name, unit, better, source, summary FROM metric
          WHERE id IN (SELECT max(id) FROM metric WHERE unit IS NOT NULL GROUP BY name) ORDER BY name
          """)
      return rows.compactMap { row in
        // A word that only a newer copycost knows leaves the metric undescribed, not the archive unreadable.
        guard let better = Metric.Better(rawValue: row[2]), let source = Metric.Source(rawValue: row[3])
        else { return nil }
        return Metric(row[0], unit: row[1], better: better, source: source, row[4])
      }
    }
  }

  /// The warm-up of every block whose pilot has run.
  package func warmups(sweep: Int64) throws -> [Cell.Block: UInt64] {
    try read { db in
      let rows = try Row.fetchAll(
        db, sql: "SELECT block, duration_ns FROM warmup WHERE sweep = ?", arguments: [sweep])
      let buffers = try GrantedBuffers(db, sweep: sweep, layout: layout)
      let pairs = try rows.map { row in
        var block = try StoredJSON.value(Cell.Block.self, row[0])
        block.options = buffers?.options(block.options, link: block.link) ?? block.options
        return (block, UInt64(bitPattern: row[1] as Int64))
      }
      return Dictionary(pairs) { $1 }
    }
  }

  /// Which metrics of which sides the samples of a sweep hold, read or not, in the order in which they were
  /// first met.
  package func quantities(sweep: Int64) throws -> [(metric: String, side: Side)] {
    try read { db in
      let rows = try Row.fetchAll(
        db,
        sql: """
          SELECT name, side FROM recorded JOIN metric ON metric.id = recorded.metric WHERE sweep = ?
          GROUP BY name, side ORDER BY min(metric.id), side
          """,
        arguments: [sweep])
      return rows.compactMap { row in Side(rawValue: row[1]).map { (row[0], $0) } }
    }
  }

  /// Where a sample stands in its sweep.
  package struct Turn: Hashable, Sendable {
    package let round: Int
    package let order: Int

    package init(round: Int, order: Int) {
      self.round = round
      self.order = order
    }
  }

  /// The places that have a sample: what a resumed sweep skips.
  package func places(sweep: Int64) throws -> Set<Turn> {
    try read { db in
      let rows = try Row.fetchCursor(
        db, sql: "SELECT round, position FROM sample WHERE sweep = ?", arguments: [sweep])
      var places: Set<Turn> = []
      while let row = try rows.next() { places.insert(Turn(round: row[0], order: row[1])) }
      return places
    }
  }

  /// How many samples a sweep has, failed ones included.
  package func sampleCount(sweep: Int64) throws -> Int {
    try read { try Self.sampleCount($0, sweep: sweep) }
  }

  static func sampleCount(_ db: Database, sweep: Int64) throws -> Int {
    try Int.fetchOne(db, sql: "SELECT count(*) FROM sample WHERE sweep = ?", arguments: [sweep]) ?? 0
  }

  /// All samples of a sweep, by round and order: for sweeps that fit in memory (about 10 KiB a sample).
  package func samples(sweep: Int64) throws -> [Sample] {
    var samples: [Sample] = []
    try forEachSample(sweep: sweep) { samples.append($0) }
    return samples
  }

  /// How many samples were read by this value: a sample that was read twice counts twice.
  package var samplesRead: Int { readSamples.withLock(\.self) }

  /// Calls the body with every sample of a sweep, by round and order; holds one sample at a time.
  ///
  /// All of them come from one snapshot: samples that a running sweep commits meanwhile are not among them.
  package func forEachSample(sweep: Int64, _ body: (Sample) throws -> Void) throws {
    try read { db in
      var assembly = try SampleReader(db, sweep: sweep, layout: layout)
      let rows = try Row.fetchCursor(
        db,
        sql: """
          SELECT \(assembly.columns) FROM sample WHERE sweep = ? ORDER BY round, position
          """,
        arguments: [sweep])
      while let row = try rows.next() {
        readSamples.withLock { $0 += 1 }
        try body(try assembly.sample(row))
      }
    }
  }

  // MARK: - Rows

  private func fetchSweeps(
    _ db: Database, where condition: String, _ arguments: StatementArguments
  ) throws -> [Sweep] {
    let rows = try Row.fetchAll(
      db,
      sql: """
        SELECT id, started_at_ns, status, plan, host, version, command FROM sweep WHERE \(condition) ORDER BY id
        """,
      arguments: arguments)
    return try rows.map { row in
      let id: Int64 = row[0]
      var plan = try StoredJSON.value(Plan.self, row[3])
      try StoredNumbers.check(plan)
      if let buffers = try GrantedBuffers(db, sweep: id, layout: layout) {
        plan = buffers.plan(plan, typed: try GrantedBuffers.typed(db, sweep: id))
      }
      plan.cells = try SampleReader.cells(db, sweep: id, onlyPlanned: true, layout: layout).map(\.cell)
      if layout < ArchiveSchema.withPrimitives {
        plan.baseline = StoredPrimitives.earlierBaseline(among: plan.allCells)
      }
      let primitives = try StoredPrimitives(db, sweep: id, layout: layout)
      return Sweep(
        id: id, startedAtUnixNanoseconds: row[1], status: Sweep.Status(rawValue: row[2]) ?? .interrupted,
        plan: plan, host: try StoredJSON.value(HostFacts.self, row[4]), senders: primitives.senders,
        receivers: primitives.receivers, version: row[5], command: row[6],
        caveats: try SampleReader.caveats(db, "sweep = ? AND sample IS NULL", id))
    }
  }
}
