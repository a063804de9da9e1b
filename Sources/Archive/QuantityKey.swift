import GRDB
import Records

/// What a stored reading is: the row of its metric, which stands for the description of that day, and its side.
///
/// In JSON a pair: `[7,"sender"]`.
struct QuantityKey: Hashable {
  let metric: Int64
  let side: Side
}

extension QuantityKey: Codable {
  init(from decoder: any Decoder) throws {
    var pair = try decoder.unkeyedContainer()
    metric = try pair.decode(Int64.self)
    side = try pair.decode(Side.self)
  }

  func encode(to encoder: any Encoder) throws {
    var pair = encoder.unkeyedContainer()
    try pair.encode(metric)
    try pair.encode(side)
  }
}

extension QuantityKey {
  /// The name of every metric's row.
  static func metricNames(_ db: Database) throws -> [Int64: String] {
    let rows = try Row.fetchAll(db, sql: "SELECT id, name FROM metric")
    return Dictionary(uniqueKeysWithValues: rows.map { ($0[0], $0[1]) })
  }

  /// The kind of readings with these keys; nil when one of them is of no metric that the archive knows.
  static func kind(of keys: [QuantityKey], _ names: [Int64: String]) -> ReadingKind? {
    var quantities: [Quantity] = []
    for key in keys {
      guard let name = names[key.metric] else { return nil }
      quantities.append(Quantity(name, key.side))
    }
    return ReadingKind(quantities)
  }
}
