import GRDB
import Records

/// The readings of a sample as one text in its row, and back.
///
/// JSON, so that SQLite can take it apart (the view reading does): an entry for each quantity of the sample's kind,
/// which is a number or the reason why there is none; `[that, enabled_ns, running_ns]` for a perf counter. Numbers have
/// as many digits as it takes to get the same `Double` back.
struct PackedReadings: ReadingsSource {
  private let kinds: [Int64: ReadingKind]
  /// The reason met last at each place: samples mostly repeat it.
  private var reasons: [String] = []

  /// - Parameter kinds: by their row.
  init(kinds: [Int64: ReadingKind]) {
    self.kinds = kinds
  }

  init(_ db: Database, sweep: Int64) throws {
    var kinds: [Int64: ReadingKind] = [:]
    let names = try QuantityKey.metricNames(db)
    let rows = try Row.fetchCursor(
      db, sql: "SELECT id, quantities FROM reading_kind WHERE sweep = ?", arguments: [sweep])
    while let row = try rows.next() {
      let keys = try StoredJSON.value([QuantityKey].self, row[1])
      guard let kind = QuantityKey.kind(of: keys, names) else { continue }
      // Metrics that were described anew are the same ones to whoever looks for them.
      kinds[row[0]] = kinds.values.first { $0.isSame(as: kind) } ?? kind
    }
    self.init(kinds: kinds)
  }

  mutating func readings(sample: Int64, kind: Int64?, packed: String?) throws -> Readings? {
    guard let kind = kind.flatMap({ kinds[$0] }), let packed else { return nil }
    return readings(packed, kind)
  }

  /// nil for a text that `text` never writes, or of another number of readings.
  private mutating func readings(_ packed: String, _ kind: ReadingKind) -> Readings? {
    var values: [Double] = []
    values.reserveCapacity(kind.quantities.count)
    var notes: [Readings.Note] = []
    var scanner = JSONScanner(packed)
    guard scanner.take("[") else { return nil }
    for place in kind.quantities.indices {
      guard place == 0 || scanner.take(",") else { return nil }
      let isCounter = scanner.take("[")
      let reason = reason(at: place, &scanner)
      guard let value = reason == nil ? scanner.number() : .nan else { return nil }
      values.append(value)
      var (enabled, running): (UInt64?, UInt64?) = (nil, nil)
      if isCounter {
        guard scanner.take(","), scanner.count(&enabled), scanner.take(","), scanner.count(&running),
          scanner.take("]")
        else { return nil }
      }
      if isCounter || reason != nil {
        notes.append(
          Readings.Note(
            place: place, reason: reason, enabledNanoseconds: enabled, runningNanoseconds: running))
      }
    }
    guard scanner.take("]"), scanner.isAtEnd else { return nil }
    return Readings(kind: kind, values: values, notes: notes)
  }

  /// nil where there is a value.
  private mutating func reason(at place: Int, _ scanner: inout JSONScanner) -> String? {
    guard scanner.isAtText else { return nil }
    while reasons.count <= place { reasons.append("") }
    guard let reason = scanner.text(expected: reasons[place]) else { return nil }
    reasons[place] = reason
    return reason
  }

  static func text(_ readings: Readings) throws -> String {
    var entries: [String] = []
    for reading in readings {
      let value = reading.value.flatMap { $0.isFinite ? $0 : nil }
      let entry = try value.map(number) ?? StoredJSON.text(reading.reason ?? "not a finite number")
      if reading.enabledNanoseconds == nil, reading.runningNanoseconds == nil {
        entries.append(entry)
      } else {
        let times = [reading.enabledNanoseconds, reading.runningNanoseconds].map { $0?.description ?? "null" }
        entries.append("[\(entry),\(times.joined(separator: ","))]")
      }
    }
    return "[\(entries.joined(separator: ","))]"
  }

  private static func number(_ value: Double) -> String {
    let isCount = value.rounded() == value && abs(value) < 0x1p53 && (value != 0 || value.sign == .plus)
    return isCount ? Int64(value).description : value.description
  }
}
