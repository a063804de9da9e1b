/// A JSON value whose objects keep the order in which their fields are written, so that a person can read
/// them.
indirect enum JSON: Sendable {
  case null
  case flag(Bool)
  case integer(Int64)
  case unsigned(UInt64)
  case number(Double)
  case string(String)
  case array([JSON])
  case object([(String, JSON)])

  static func integer(_ value: Int) -> JSON { .integer(Int64(value)) }

  static func string(orNull value: String?) -> JSON { value.map(JSON.string) ?? .null }

  static func integer(orNull value: Int?) -> JSON { value.map { .integer($0) } ?? .null }

  /// On one line, without spaces.
  var text: String {
    var text = ""
    append(to: &text)
    return text
  }

  private func append(to text: inout String) {
    switch self {
    case .null: text += "null"
    case .flag(let flag): text += flag ? "true" : "false"
    case .integer(let integer): text += String(integer)
    case .unsigned(let integer): text += String(integer)
    // JSON has no infinities; readings that are not finite never get here, null is the last resort.
    case .number(let number): text += number.isFinite ? NumberText.exact(number) : "null"
    case .string(let string): Self.appendQuoted(string, to: &text)
    case .array(let values): Self.appendList(values, "[", "]", to: &text) { $0.append(to: &$1) }
    case .object(let fields):
      Self.appendList(fields, "{", "}", to: &text) { field, text in
        Self.appendQuoted(field.0, to: &text)
        text += ":"
        field.1.append(to: &text)
      }
    }
  }

  private static func appendList<Element>(
    _ elements: [Element], _ open: String, _ close: String, to text: inout String,
    _ append: (Element, inout String) -> Void
  ) {
    text += open
    for (index, element) in elements.enumerated() {
      if index > 0 { text += "," }
      append(element, &text)
    }
    text += close
  }

  /// `\u003c`: a UTF-16 unit as an escape of four hexadecimal digits.
  static func escape(_ unit: UInt16) -> String {
    let digits = String(unit, radix: 16)
    return "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
  }

  /// RFC 8259, section 7: quotation mark, backslash and control characters are escaped, everything else is
  /// itself.
  private static func appendQuoted(_ string: String, to text: inout String) {
    text += "\""
    for scalar in string.unicodeScalars {
      switch scalar {
      case "\"": text += "\\\""
      case "\\": text += "\\\\"
      case "\n": text += "\\n"
      case "\r": text += "\\r"
      case "\t": text += "\\t"
      case _ where scalar.value < 0x20:
        text += escape(UInt16(scalar.value))
      default: text.unicodeScalars.append(scalar)
      }
    }
    text += "\""
  }
}
