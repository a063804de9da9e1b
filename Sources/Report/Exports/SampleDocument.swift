import Records

/// A sample as JSON fields: the same in `json` and `jsonl`.
enum SampleDocument {
  static func fields(_ sample: Sample) -> [(String, JSON)] {
    [
      ("round", .integer(sample.round)),
      ("order", .integer(sample.order)),
      ("finished_at_unix_ns", .integer(sample.finishedAtUnixNanoseconds)),
      ("cell", cell(sample.cell)),
      ("failure", .string(orNull: sample.failure)),
      ("limited_by", sample.failure == nil ? .string(sample.limitedBy.rawValue) : .null),
      ("readings", .array(sample.readings.map(reading))),
      ("caveats", .array(sample.caveats.map(caveat))),
      (
        "slices",
        .array(sample.slices.map { .array([.unsigned($0.nanoseconds), .unsigned($0.receivedBytes)]) })
      ),
    ]
  }

  static func cell(_ cell: Cell) -> JSON {
    .object(fields(CellAxis.coordinates, cell) + [("options", .object(fields(CellAxis.options, cell)))])
  }

  private static func fields(_ axes: [CellAxis], _ cell: Cell) -> [(String, JSON)] {
    axes.map { ($0.key, value($0.value(cell))) }
  }

  private static func value(_ value: CellAxis.Value) -> JSON {
    switch value {
    case .name(let name): .string(name)
    case .count(let count), .bytes(let count): .integer(count)
    case .flag(let flag): .flag(flag)
    case .absent: .null
    }
  }

  /// A number, or null with the reason: never both, never neither.
  static func reading(_ reading: Reading) -> JSON {
    let name: [(String, JSON)] = [
      ("metric", .string(reading.metric)), ("side", .string(reading.side.rawValue)),
    ]
    guard let value = reading.value, value.isFinite else {
      return .object(name + [("value", .null), ("reason", .string(reading.reason ?? "not a finite number"))])
    }
    let counting: [(String, JSON)?] = [
      reading.enabledNanoseconds.map { ("enabled_ns", .unsigned($0)) },
      reading.runningNanoseconds.map { ("running_ns", .unsigned($0)) },
    ]
    return .object(name + [("value", .number(value))] + counting.compactMap { $0 })
  }

  static func caveat(_ caveat: Caveat) -> JSON {
    .object([
      ("kind", .string(caveat.kind)), ("cause", .string(caveat.cause.rendered)),
      ("effect", .string(caveat.effect.rendered)), ("remedy", .string(caveat.remedy.rendered)),
    ])
  }
}
