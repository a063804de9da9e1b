import Foundation
import Records

@testable import Report

/// data.csv as any reader of it sees it: names of columns, rows, texts.
struct DataFile {
  let header: [String]
  private let rows: [[Substring]]
  private let position: [String: Int]
  /// Indices of the rows that count, by what names a cell.
  private var byCell: [String: [Int]] = [:]
  /// Of all rows, those of lost samples too, as far as columns name them.
  private(set) var cells: [Cell] = []
  /// Rows that count, and rows of lost samples.
  private(set) var counted = 0
  private(set) var failed = 0

  init(_ source: ExportSource) throws {
    var csv = ""
    try CSVExporter.write(source) { csv += $0 }
    let lines = csv.split(separator: "\n").map { $0.split(separator: ",", omittingEmptySubsequences: false) }
    header = lines[0].map(String.init)
    rows = Array(lines.dropFirst())
    position = Dictionary(uniqueKeysWithValues: header.enumerated().map { ($1, $0) })
    for row in rows.indices {
      let names = ["primitive", "variant", "receive", "message_bytes", "flows", "link", "footprint_bytes"]
        .map { text(row, $0) }
      let name = names.joined(separator: "|")
      if byCell[name] == nil {
        byCell[name] = []
        var cell = Cell(
          primitive: names[0], variant: names[1], receive: names[2], messageBytes: Int(names[3]) ?? 0,
          flows: Int(names[4]) ?? 0, link: names[5])
        cell.options.footprintBytes = Int(names[6])
        cells.append(cell)
      }
      guard text(row, "failure").isEmpty else {
        failed += 1
        continue
      }
      counted += 1
      byCell[name]?.append(row)
    }
  }

  private func text(_ row: Int, _ column: String) -> String {
    position[column].map { String(rows[row][$0]) } ?? ""
  }

  private func rows(_ cell: Cell) -> [Int] {
    let names = [
      cell.primitive, cell.variant, cell.receive, "\(cell.messageBytes)", "\(cell.flows)", cell.link,
      cell.options.footprintBytes.map { "\($0)" } ?? "",
    ]
    return byCell[names.joined(separator: "|")] ?? []
  }

  /// Whether the receiver limited at least half of a cell's samples.
  func isBound(_ cell: Cell) -> Bool {
    let words = texts(cell, "limited_by")
    return !words.isEmpty && 2 * words.count { $0 == "receiver-cpu" || $0 == "receive-window" } >= words.count
  }

  /// Texts of one column in a cell's rows.
  func texts(_ cell: Cell, _ column: String) -> [String] { rows(cell).map { text($0, column) } }

  /// Values by round of what a claim is about.
  func values(_ cell: Cell, _ scope: ClaimScope) -> [Int: Double] {
    let metric = Self.column(scope.metric, scope.side)
    var found: [Int: Double] = [:]
    for row in rows(cell) {
      guard let value = Double(text(row, metric.name)), let round = Int(text(row, "round")) else { continue }
      var result = value * metric.scale * (scope.scale ?? 1)
      if let divisor = scope.divisor.map({ Self.column($0.metric, $0.side) }) {
        guard let amount = Double(text(row, divisor.name)), amount > 0 else { continue }
        result /= amount * divisor.scale
      }
      found[round] = result
    }
    return found
  }

  /// The column of a metric, and what turns its values into the stored unit; written out by hand.
  static func column(_ metric: String, _ side: Side) -> (name: String, scale: Double) {
    switch (metric, side) {
    case ("goodput", _): ("goodput_gbps", 1e9)
    case ("message_interval", _): ("message_interval_us", 1e3)
    case ("window", _): ("window_s", 1e9)
    case ("user_time", _): ("\(side.rawValue)_user_s", 1e9)
    case ("l1d_load_misses", _): ("\(side.rawValue)_l1d_misses", 1)
    case ("llc_load_misses", _): ("\(side.rawValue)_llc_misses", 1)
    case ("messages", _), ("received_bytes", _), ("retransmits", _), ("bytes_per_segment", _),
      ("limited_by", _):
      (metric, 1)
    case (let name, _) where name.hasPrefix("zerocopy_"): (name, 1)
    default: ("\(side.rawValue)_\(metric)", 1)
    }
  }
}
