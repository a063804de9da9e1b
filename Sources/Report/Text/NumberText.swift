/// Numbers as text, the same in every locale.
enum NumberText {
  /// The shortest text that reads back as the same number: for files that programs read.
  static func exact(_ value: Double) -> String {
    var text = ""
    append(exact: value, to: &text)
    return text
  }

  /// The same at the end of a text, without one of its own in between.
  static func append(exact value: Double, to text: inout String) {
    if value == value.rounded(), abs(value) < 0x1p53 {
      text += String(Int64(value))
    } else {
      value.write(to: &text)
    }
  }

  /// So many digits after the point, rounded half away from zero: for people.
  static func fixed(_ value: Double, _ digits: Int) -> String {
    let scale = (0..<digits).reduce(1) { scale, _ in scale * 10 }
    guard value.isFinite, abs(value) < 1e12 else { return value.description }
    let scaled = Int64((abs(value) * Double(scale)).rounded())
    let sign = value < 0 && scaled > 0 ? "-" : ""
    guard digits > 0 else { return "\(sign)\(scaled)" }
    let fraction = String(scaled % Int64(scale))
    let zeros = String(repeating: "0", count: digits - fraction.count)
    return "\(sign)\(scaled / Int64(scale)).\(zeros)\(fraction)"
  }

  /// So many digits that matter, without zeros behind the last of them: for tables that scripts read.
  static func significant(_ value: Double, _ digits: Int) -> String {
    guard value != 0, value.isFinite else { return exact(value) }
    var (decimals, least) = (digits - 1, abs(value))
    while least >= 10, decimals > 0 { (decimals, least) = (decimals - 1, least / 10) }
    while least < 1, decimals < 12 { (decimals, least) = (decimals + 1, least * 10) }
    let text = fixed(value, decimals)
    guard text.contains(".") else { return text }
    let kept = text.reversed().drop { $0 == "0" }
    return String((kept.first == "." ? kept.dropFirst() : kept).reversed())
  }

  /// Three or four digits that matter. A measured figure that would round to 0 is shown as a bound: `<0.001`.
  static func figure(_ value: Double) -> String {
    switch abs(value) {
    case 0: "0"
    case ..<0.0005: value > 0 ? "<0.001" : ">-0.001"
    case ..<10: fixed(value, 3)
    case ..<100: fixed(value, 2)
    default: fixed(value, 1)
    }
  }

  /// `+12.5%`, `-3.0%`, `+0.0%`.
  static func signedPercent(_ percent: Double) -> String {
    let text = fixed(percent, 1)
    return text.hasPrefix("-") ? "\(text)%" : "+\(text)%"
  }
}
