/// Literals, so that a chart's specification reads like the JSON it becomes.
extension JSON: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByFloatLiteral,
  ExpressibleByBooleanLiteral, ExpressibleByNilLiteral, ExpressibleByArrayLiteral,
  ExpressibleByDictionaryLiteral
{
  init(stringLiteral value: String) { self = .string(value) }
  init(integerLiteral value: Int64) { self = .integer(value) }
  init(floatLiteral value: Double) { self = .number(value) }
  init(booleanLiteral value: Bool) { self = .flag(value) }
  init(nilLiteral: ()) { self = .null }
  init(arrayLiteral elements: JSON...) { self = .array(elements) }
  init(dictionaryLiteral elements: (String, JSON)...) { self = .object(elements) }

  static func strings(_ values: some Sequence<String>) -> JSON { .array(values.map(JSON.string)) }
  static func integers(_ values: some Sequence<Int>) -> JSON { .array(values.map { .integer($0) }) }

  /// Five digits that matter: more than a picture shows, less than a page has to carry.
  static func drawn(_ value: Double?) -> JSON {
    guard let value, value.isFinite else { return .null }
    guard value != 0 else { return .integer(0) }
    var scale = 1.0
    while abs(value) * scale < 10_000, scale < 1e15 { scale *= 10 }
    return .number((value * scale).rounded() / scale)
  }

  /// The object with further fields at its end; of two with one name the later one stands.
  func adding(_ fields: [(String, JSON)]) -> JSON {
    guard case .object(let own) = self else { return self }
    return .object(own.filter { field in !fields.contains { $0.0 == field.0 } } + fields)
  }
}
