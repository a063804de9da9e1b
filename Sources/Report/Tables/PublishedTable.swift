import Foundation
import Records
import SwiftCSV

/// The columns that are read of published tables, and how these spell them.
enum PublishedColumn: String {
  case primitive
  case size = "message bytes"
  case flows
  case goodput

  /// The columns a grid is made of.
  static let ofGrid: [PublishedColumn] = [.primitive, .size, .flows]

  /// Compared after dropping case, everything but letters, and a unit in brackets.
  var spellings: [String] {
    switch self {
    case .primitive:
      ["implementation", "impl", "mode", "version", "primitive", "variant", "method", "type", "approach"]
    case .size:
      [
        "messagesize", "msgsize", "messagebytes", "size", "sizebytes", "msgsizebytes", "messagesizebytes",
        "bytes",
        "fieldsize", "payload",
      ]
    case .flows:
      [
        "threads", "numthreads", "threadscount", "threadcount", "nthreads", "flows", "clients", "numclients",
        "connections", "streams",
      ]
    case .goodput:
      ["throughputgbps", "goodputgbps", "gbps", "throughputgbits", "throughput", "goodput", "bandwidth"]
    }
  }
}

/// A delimited file with the line number of each row.
struct PublishedTable {
  let name: String
  let header: [String]
  let rows: [(line: Int, fields: [String])]

  init(text: String, name: String) throws {
    self.name = name
    let quotes = text.count { $0 == "\"" }
    // SwiftCSV takes an open quotation mark at the end of a file for closed.
    guard quotes.isMultiple(of: 2), let csv = try? EnumeratedCSV(string: text, loadColumns: false) else {
      let lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
      let odd = lines.firstIndex { !$0.count(where: { $0 == "\"" }).isMultiple(of: 2) }
      throw UsageError(
        "\(name) line \(odd.map { $0 + 1 } ?? 1): a quotation mark is not closed or stands inside a field",
        effect: "the table cannot be read", remedy: "Quote whole fields and double the quotation marks inside"
      )
    }
    self.header = csv.header.map { $0.trimmingCharacters(in: .whitespaces) }
    var line = 1 + Self.lineBreaks(csv.header)
    var rows: [(line: Int, fields: [String])] = []
    for fields in csv.rows {
      line += 1
      if fields.contains(where: { !$0.isEmpty }) { rows.append((line, fields)) }
      line += Self.lineBreaks(fields)
    }
    self.rows = rows
  }

  /// The text of a file.
  ///
  /// - Throws: `OperationError` for an unreadable file, `UsageError` for one that is no text.
  static func text(_ path: String) throws -> String {
    guard let data = FileManager.default.contents(atPath: path) else {
      throw OperationError(
        "\(path) cannot be read", effect: "there is no table to take from it",
        remedy: "Check the path and its permissions")
    }
    guard let text = String(data: data, encoding: .utf8) else {
      throw UsageError(
        "\(path) is not UTF-8 text", effect: "there is no table to take from it",
        remedy: "Convert it with `iconv -t UTF-8`")
    }
    return text
  }

  /// Reads `16384`, `16Ki`, `1,048,576` and `4096.0`; nil for anything else or below 1.
  static func count(_ text: String) -> Int? {
    if let size = MessageSize(parsing: text) { return size.bytes }
    let digits = text.filter { $0 != "," && $0 != "_" && $0 != " " }
    guard !digits.isEmpty, digits.allSatisfy({ $0.isASCII && ($0.isNumber || $0 == ".") }) else { return nil }
    return Double(digits).flatMap { Int(exactly: $0) }.flatMap { $0 > 0 ? $0 : nil }
  }

  private static func lineBreaks(_ fields: [String]) -> Int {
    fields.reduce(0) { $0 + $1.count(where: \.isNewline) }
  }

  /// - Throws: `UsageError` when no column or more than one has a known spelling.
  func index(of column: PublishedColumn) throws -> Int {
    let matches = column.spellings.lazy.map { spelling in
      header.indices.filter { Self.plain(header[$0]) == spelling }
    }
    guard let found = matches.first(where: { !$0.isEmpty }) else {
      throw UsageError(
        "\(name) line 1: none of its columns (\(Self.shown(header.joined(separator: ", ")))) gives the \(column.rawValue)",
        effect: "it cannot be used",
        remedy: "Name that column \(column.spellings.prefix(3).joined(separator: ", ")) or similar")
    }
    guard found.count == 1 else {
      throw UsageError(
        "\(name) line 1: \(found.count) columns are called \(header[found[0]])",
        effect: "the \(column.rawValue) would be ambiguous", remedy: "Rename all but one")
    }
    return found[0]
  }

  func value<T>(
    _ row: (line: Int, fields: [String]), _ index: Int, _ column: PublishedColumn, _ read: (String) -> T?
  ) throws -> T {
    let text = index < row.fields.count ? row.fields[index].trimmingCharacters(in: .whitespaces) : ""
    guard let value = read(text) else {
      throw UsageError(
        "\(name) line \(row.line): '\(Self.shown(text))' under \(header[index]) is no \(column.rawValue)",
        effect: "the table cannot be used", remedy: "Correct or remove that line")
    }
    return value
  }

  /// Somebody's text as part of a one-line message.
  private static func shown(_ text: String) -> String {
    String(text.map { $0.isNewline ? " " : $0 }.prefix(40))
  }

  private static func plain(_ header: String) -> String {
    let name = header.prefix { $0 != "(" && $0 != "[" }
    return name.lowercased().filter(\.isLetter)
  }
}
