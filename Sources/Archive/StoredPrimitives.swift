import GRDB
import Records

/// Descriptions of the primitives that the worker of a sweep had, in the order of legends.
///
/// All of them are kept, not only those of the plan: a primitive then has the same place, and so the same colour, in
/// every sweep of one build.
struct StoredPrimitives {
  var senders: [PrimitiveDescription]
  var receivers: [PrimitiveDescription]

  init(senders: [PrimitiveDescription], receivers: [PrimitiveDescription]) {
    self.senders = senders
    self.receivers = receivers
  }

  /// Before layout 5 sweeps stored none: they had what their versions are known to have had.
  init(_ db: Database, sweep: Int64, layout: Int) throws {
    guard layout >= ArchiveSchema.withPrimitives else {
      self.init(senders: EarlierPrimitives.senders, receivers: EarlierPrimitives.receivers)
      return
    }
    self.init(
      senders: try Self.fetch(db, sweep, .sender), receivers: try Self.fetch(db, sweep, .receiver))
  }

  private static func fetch(_ db: Database, _ sweep: Int64, _ end: Side) throws -> [PrimitiveDescription] {
    try String.fetchAll(
      db, sql: "SELECT description FROM primitive WHERE sweep = ? AND side = ? ORDER BY position",
      arguments: [sweep, end.rawValue]
    ).map { try StoredJSON.value(PrimitiveDescription.self, $0) }
  }

  func insert(_ db: Database, sweep: Int64) throws {
    for (end, primitives) in [(Side.sender, senders), (.receiver, receivers)] {
      for (position, primitive) in primitives.enumerated() {
        try db.execute(
          sql: "INSERT INTO primitive (sweep, side, position, name, description) VALUES (?, ?, ?, ?, ?)",
          arguments: [sweep, end.rawValue, position, primitive.name, try StoredJSON.text(primitive)])
      }
    }
  }

  /// Gives the sweeps of older layouts the primitives of their time, and their plans the baseline of it.
  static func migrate(_ db: Database) throws {
    let earlier = StoredPrimitives(
      senders: EarlierPrimitives.senders, receivers: EarlierPrimitives.receivers)
    for sweep in try Int64.fetchAll(db, sql: "SELECT id FROM sweep") {
      try earlier.insert(db, sweep: sweep)
    }
    try db.execute(
      sql: """
        UPDATE sweep SET plan = json_set(plan, '$.baseline', :baseline)
        WHERE EXISTS (SELECT 1 FROM cell WHERE cell.sweep = sweep.id AND cell.primitive = :baseline)
        """, arguments: ["baseline": EarlierPrimitives.baseline])
  }

  /// The baseline of a plan of a layout that did not store it.
  static func earlierBaseline(among cells: [Cell]) -> String? {
    cells.contains { $0.primitive == EarlierPrimitives.baseline } ? EarlierPrimitives.baseline : nil
  }
}
