import Records

/// The goodput of somebody's table by primitive, size, flows and what else it says of its cells: to be laid under ours,
/// never mixed with it.
package struct PublishedFigures: Sendable {
  /// What the table is called.
  package let name: String
  /// What was read as what, what was left out and why: for the terminal and for the report.
  package let notes: [String]
  package let rows: [Row]
  /// What the table has a column for beside primitive, size and flows.
  package let axes: [CellAxis]

  package struct Row: Sendable {
    package let place: PublishedReading.Coordinates
    /// Exact values by axis.
    package let conditions: [String]
    /// Gbit/s.
    package let goodput: Double
  }

  /// Reads a file in our own CSV, in the layout of the published tables, or in one that names its columns alike.
  ///
  /// - Parameter choices: what somebody said about its columns.
  /// - Throws: `UsageError` with the line number for what cannot be read or can be read in two ways, `OperationError`
  ///   for an unreadable file.
  package init(contentsOf path: String, choices: [PublishedChoice] = []) throws {
    try self.init(text: PublishedTable.text(path), name: path, choices: choices)
  }

  package init(text: String, name: String, choices: [PublishedChoice] = []) throws {
    let reading = try PublishedReading(PublishedTable(text: text, name: name), choices: choices)
    let table = reading.finder.table
    let column = try reading.finder.index(of: .goodput)
    let unit = try reading.finder.gigabitsPerUnit(column)
    var drops = PublishedDrops()
    var rows: [Row] = []
    // Of our own tables: why a sample does not count.
    let failure = table.header.firstIndex(of: "failure")
    let caveats = table.header.firstIndex(of: "caveats")
    let variant = reading.columns.conditions.firstIndex { $0.axis.key == "variant" }
    for row in reading.rows {
      let fields = (line: row.line, fields: row.fields)
      if let failure, !table.text(fields, failure).isEmpty {
        drops.add(.failed, row.line)
      } else if let caveats, Self.hasStarved(table.text(fields, caveats)) {
        drops.add(.starved, row.line)
      } else if let variant, row.conditions[variant].hasSuffix(PublishedDrops.twinSuffix) {
        drops.add(.twin, row.line)
      } else if PublishedNumber.isMissing(table.text(fields, column)) {
        drops.add(.empty, row.line)
      } else {
        let value = try table.value(fields, column, .goodput, PublishedNumber.rate)
        rows.append(Row(place: row.place, conditions: row.conditions, goodput: value * unit.value))
      }
    }
    guard !rows.isEmpty else { throw Self.nothing(table, drops) }
    self.name = name
    self.rows = rows
    axes = reading.columns.conditions.map(\.axis)
    let goodput =
      "\(table.header[column]) as goodput (1 \(unit.unit) = \(PublishedNumber.short(unit.value)) Gbit/s)"
    notes =
      ["Read of \(name): \((reading.mapping + [goodput]).joined(separator: "; "))."] + drops.notes
      + [reading.unreadColumns(used: [column] + [failure, caveats].compactMap(\.self))].compactMap(\.self)
  }

  /// Whether the kinds of a sample's caveats name one whose threads got no CPU, which enters no figure of ours either.
  private static func hasStarved(_ kinds: String) -> Bool {
    kinds.split { !($0.isLetter || $0 == "-") }.contains { $0 == Standstill.starved.rawValue }
  }

  private static func nothing(_ table: PublishedTable, _ drops: PublishedDrops) -> UsageError {
    table.rows.isEmpty ? .emptyTable(table.name) : .noGoodput(in: table.name, drops: drops.words)
  }
}

/// Rows of a table that give no figure, counted by reason.
struct PublishedDrops {
  /// Ends the variant of the second cell of an A/A pair in our own tables.
  static let twinSuffix = "~again"

  enum Reason: CaseIterable {
    case empty
    case failed
    case starved
    case twin

    var words: String {
      switch self {
      case .empty: "without a goodput"
      case .failed: "of failed samples"
      case .starved: "of samples whose threads got no CPU"
      case .twin: "of A/A twins, which repeat a cell to see the noise"
      }
    }
  }

  private var lines: [Reason: [Int]] = [:]

  mutating func add(_ reason: Reason, _ line: Int) { lines[reason, default: []].append(line) }

  /// `1 row without a goodput (line 5)`, ...
  var words: String { parts.joined(separator: ", ") }

  /// One sentence; none where every row gave a figure.
  var notes: [String] { parts.isEmpty ? [] : ["Left out: \(words)."] }

  private var parts: [String] {
    Reason.allCases.compactMap { reason in
      guard let found = lines[reason] else { return nil }
      let first = found.prefix(3).map { "\($0)" }.joined(separator: ", ") + (found.count > 3 ? ", ..." : "")
      let rows = found.count == 1 ? "1 row" : "\(found.count) rows"
      return "\(rows) \(reason.words) (line \(first))"
    }
  }
}
