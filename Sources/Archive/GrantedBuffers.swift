import GRDB
import Records

/// Socket buffers of layouts 1 to 3, which kept what was typed: what the kernel granted follows from the limits that
/// stand among the facts of the sweep's host.
struct GrantedBuffers {
  private let host: HostFacts

  init(_ host: HostFacts) {
    self.host = host
  }

  /// - Parameter layout: of the archive; nil from layout 4 on, whose cells have what was granted.
  init?(_ db: Database, sweep: Int64, layout: Int) throws {
    guard layout < ArchiveSchema.withGrants,
      let host = try String.fetchOne(db, sql: "SELECT host FROM sweep WHERE id = ?", arguments: [sweep])
    else { return nil }
    self.init(try StoredJSON.value(HostFacts.self, host))
  }

  func options(_ options: CellOptions, link: String) -> CellOptions {
    guard options.sendBufferBytes != nil || options.receiveSocketBufferBytes != nil else { return options }
    return SocketBufferLimits(host, link: link).granted(options)
  }

  /// The plan with what was typed, where a cell was asked for a buffer, and refined cells keyed like the others.
  func plan(_ plan: Plan, typed: [CellOptions]) -> Plan {
    var plan = plan
    plan.requested = typed.first { $0.sendBufferBytes != nil || $0.receiveSocketBufferBytes != nil }
      .map(SocketRequest.init)
    plan.refinements = plan.refinements.map { cells in
      cells.map { cell in
        var cell = cell
        cell.options = options(cell.options, link: cell.link)
        return cell
      }
    }
    return plan
  }

  /// The options of a sweep's cells as they are stored.
  static func typed(_ db: Database, sweep: Int64) throws -> [CellOptions] {
    try String.fetchAll(
      db, sql: "SELECT options FROM cell WHERE sweep = ? ORDER BY position", arguments: [sweep]
    ).map { try StoredJSON.options($0) }
  }

  /// Keys the cells and blocks of all sweeps by what was granted, and keeps in their plans what was typed.
  static func migrate(_ db: Database) throws {
    for sweep in try Row.fetchAll(db, sql: "SELECT id, host, plan FROM sweep") {
      let id: Int64 = sweep[0]
      let buffers = GrantedBuffers(try StoredJSON.value(HostFacts.self, sweep[1]))
      let cells = try Row.fetchAll(
        db, sql: "SELECT id, link, options FROM cell WHERE sweep = ? ORDER BY position", arguments: [id])
      let typed = try cells.map { try StoredJSON.options($0[2]) }
      let plan = buffers.plan(try StoredJSON.value(Plan.self, sweep[2]), typed: typed)
      guard plan.requested != nil else { continue }
      for (row, options) in zip(cells, typed) {
        let granted = buffers.options(options, link: row[1])
        guard granted != options else { continue }
        try db.execute(
          sql: "UPDATE cell SET options = ? WHERE id = ?",
          arguments: [try StoredJSON.text(granted), row[0] as Int64])
      }
      try migrateBlocks(db, sweep: id, buffers)
      try db.execute(
        sql: "UPDATE sweep SET plan = ? WHERE id = ?", arguments: [try StoredJSON.text(plan), id])
    }
  }

  private static func migrateBlocks(_ db: Database, sweep: Int64, _ buffers: GrantedBuffers) throws {
    let rows = try Row.fetchAll(
      db, sql: "SELECT block FROM warmup WHERE sweep = ?", arguments: [sweep])
    for row in rows {
      var block = try StoredJSON.value(Cell.Block.self, row[0])
      block.options = buffers.options(block.options, link: block.link)
      try db.execute(
        sql: "UPDATE OR REPLACE warmup SET block = ? WHERE sweep = ? AND block = ?",
        arguments: [try StoredJSON.text(block), sweep, row[0] as String])
    }
  }
}
