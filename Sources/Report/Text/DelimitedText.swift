/// Comma-separated values as in RFC 4180, with lines that end in a line feed as Unix tools expect.
enum DelimitedText {
  static func line(_ fields: [String]) -> String {
    fields.map(quoted).joined(separator: ",") + "\n"
  }

  /// Quoted only where the field holds a comma, a quotation mark or a line break.
  static func quoted(_ field: String) -> String {
    let special = field.utf8.contains { $0 == 0x2c || $0 == 0x22 || $0 == 0x0a || $0 == 0x0d }
    guard special else { return field }
    return "\"" + field.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"")
      + "\""
  }
}
