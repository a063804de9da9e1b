import Foundation
import Records
import SwiftCSV

/// A delimited file with the line number of each row.
struct PublishedTable {
  let name: String
  let header: [String]
  let rows: [Row]

  typealias Row = (line: Int, fields: [String])

  init(text: String, name: String) throws {
    self.name = name
    let quotes = text.count { $0 == "\"" }
    // SwiftCSV takes an open quotation mark at the end of a file for closed.
    guard quotes.isMultiple(of: 2), let csv = try? EnumeratedCSV(string: text, loadColumns: false) else {
      let lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
      let odd = lines.firstIndex { !$0.count(where: { $0 == "\"" }).isMultiple(of: 2) }
      throw UsageError.openQuotation(in: name, line: odd.map { $0 + 1 } ?? 1)
    }
    self.header = csv.header.map { $0.trimmingCharacters(in: .whitespaces) }
    var line = 1 + Self.lineBreaks(csv.header)
    var rows: [Row] = []
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
      throw UsageError.notText(path)
    }
    return text
  }

  private static func lineBreaks(_ fields: [String]) -> Int {
    fields.reduce(0) { $0 + $1.count(where: \.isNewline) }
  }

  /// The text of a field; empty where the row is too short.
  func text(_ row: Row, _ index: Int) -> String {
    index < row.fields.count ? row.fields[index].trimmingCharacters(in: .whitespaces) : ""
  }

  func value<T>(
    _ row: Row, _ index: Int, _ role: PublishedRole, _ read: (String) -> T?
  ) throws(UsageError) -> T {
    let text = text(row, index)
    guard let value = read(text) else {
      throw .tableValue(
        Self.shown(text), under: header[index], insteadOf: role.words, in: name, line: row.line)
    }
    return value
  }

  /// Bytes of a message of so many fields.
  func product(_ row: Row, _ bytes: Int, _ fields: Int) throws(UsageError) -> Int {
    let (product, isTooLarge) = bytes.multipliedReportingOverflow(by: fields)
    guard !isTooLarge else {
      throw .impossibleMessage(bytes: bytes, fields: fields, in: name, line: row.line)
    }
    return product
  }

  /// Somebody's text as part of a one-line message.
  static func shown(_ text: String, most: Int = 40) -> String {
    String(text.map { $0.isNewline ? " " : $0 }.prefix(most))
  }
}
