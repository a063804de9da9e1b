import Analysis
import Records
import Tables

/// Somebody's figures beside ours, cell by cell; no verdict, for nothing about theirs is known but the figures.
package struct PublishedUnderOurs {
  private let theirs: PublishedFigures
  private let input: ReportInput
  private let cells: [Cell]
  /// Axes by which a row has to agree with a cell, by their place in `theirs.axes`.
  private let matched: [(place: Int, axis: CellAxis)]
  private let goodputs: [Key: [Double]]

  private struct Key: Hashable {
    let place: PublishedReading.Coordinates
    let conditions: [String]
  }

  package init(_ theirs: PublishedFigures, under input: ReportInput) {
    self.theirs = theirs
    self.input = input
    let cells = input.summary.cells.map(\.cell)
    self.cells = cells
    let matched = zip(theirs.axes.indices, theirs.axes).filter { place, axis in
      Self.splits(theirs.rows.map { ($0.place, $0.conditions[place]) })
        || Self.splits(cells.map { (Self.place($0), axis.exact($0) ?? "") })
    }.map { (place: $0, axis: $1) }
    self.matched = matched
    goodputs = Dictionary(grouping: theirs.rows) { row in
      Key(place: row.place, conditions: matched.map { row.conditions[$0.place] })
    }.mapValues { $0.map(\.goodput) }
  }

  /// Whether cells of one primitive, size and number of flows differ in a condition.
  private static func splits(_ values: [(place: PublishedReading.Coordinates, value: String)]) -> Bool {
    var known: [PublishedReading.Coordinates: String] = [:]
    for (place, value) in values where known.updateValue(value, forKey: place).map({ $0 != value }) == true {
      return true
    }
    return false
  }

  private static func place(_ cell: Cell) -> PublishedReading.Coordinates {
    PublishedReading.Coordinates(
      primitive: cell.primitive, messageBytes: cell.messageBytes, flows: cell.flows)
  }

  private func key(_ cell: Cell) -> Key {
    Key(place: Self.place(cell), conditions: matched.map { $0.axis.exact(cell) ?? "" })
  }

  package var table: PageTable {
    let axes = CellAxis.shown(cells)
    var used: Set<Key> = []
    let rows = cells.compactMap { cell -> [String]? in
      guard let values = goodputs[key(cell)], let ours = input.figures[cell, Figures.goodput],
        let median = SampleStatistics.median(values)
      else { return nil }
      used.insert(key(cell))
      return [
        "\(ClaimSubject(cell))", "\(MessageSize(cell.messageBytes))", "\(cell.flows)",
      ] + axes.map { $0.text(cell) } + [
        ours.interval.map { "\(figure(ours.median)) [\(figure($0.lower)), \(figure($0.upper))]" }
          ?? figure(ours.median),
        "\(ours.count)", figure(median), "\(values.count)",
        ours.median > 0 ? NumberText.signedPercent((median / ours.median - 1) * 100) : "-",
      ]
    }
    return PageTable(
      "Goodput, ours and theirs",
      columns: [.init("primitive", isText: true), .init("size"), .init("flows")]
        + axes.map { .init($0.title, isText: $0.kind.isText) } + [
          .init("ours, Gbit/s"), .init("n"), .init("theirs, Gbit/s"), .init("rows"),
          .init("theirs against ours"),
        ],
      rows: rows, notes: notes(used), headers: 3)
  }

  private func notes(_ used: Set<Key>) -> [String] {
    var notes = [
      "Theirs: \(theirs.name), medians where it has several rows for a place. Measured elsewhere or at another time: "
        + "nothing is paired, so that there is no interval of the difference and no verdict."
    ]
    notes += theirs.notes
    let rest = goodputs.keys.count { !used.contains($0) }
    if rest > 0 {
      notes.append("\(rest) of the \(goodputs.count) places of their table are not in this sweep.")
    }
    let ours = Set(cells.map(\.primitive))
    let names = Set(theirs.rows.map(\.place.primitive)).filter { !ours.contains($0) }.sorted()
    if !names.isEmpty {
      notes.append("Primitives of theirs that this sweep does not have: \(names.joined(separator: ", ")).")
    }
    return notes + differences
  }

  /// What is the same throughout a table, and another thing in ours.
  private var differences: [String] {
    theirs.axes.enumerated().compactMap { place, axis in
      guard !matched.contains(where: { $0.place == place }) else { return nil }
      let values = [Set(theirs.rows.map { $0.conditions[place] }), Set(cells.map { axis.exact($0) ?? "" })]
      guard values[0] != values[1] else { return nil }
      let words = values.map { $0.sorted().map { $0.isEmpty ? "not set" : $0 }.joined(separator: ", ") }
      return "The two differ in \(axis.title): theirs \(words[0]), ours \(words[1])."
    }
  }

  private func figure(_ value: Double) -> String { NumberText.figure(value) }
}
