import Analysis
import Records

/// The goodput of somebody's table by primitive, size and flows: to be laid under ours, never mixed with it.
package struct PublishedFigures: Sendable {
  /// What the table is called.
  package let name: String
  /// Gbit/s of each row, by place.
  let goodputs: [Place: [Double]]
  /// In the order of the table.
  let places: [Place]

  struct Place: Hashable, Sendable {
    let primitive: String
    let messageBytes: Int
    let flows: Int
  }

  /// Reads a file in our own CSV, in the layout of the published tables, or in one that names its columns alike.
  ///
  /// - Throws: `UsageError` with the line number for what cannot be read, `OperationError` for an unreadable file.
  package init(contentsOf path: String) throws {
    try self.init(text: PublishedTable.text(path), name: path)
  }

  package init(text: String, name: String) throws {
    let table = try PublishedTable(text: text, name: name)
    let columns = try PublishedColumn.ofGrid.map { try table.index(of: $0) }
    let goodput = try table.index(of: .goodput)
    let scale = try Self.gigabits(table.header[goodput], name: name)
    var goodputs: [Place: [Double]] = [:]
    var places: [Place] = []
    // Of our own tables: why a sample does not count.
    let failure = table.header.firstIndex(of: "failure")
    for row in table.rows {
      if let failure, failure < row.fields.count, !row.fields[failure].isEmpty { continue }
      let place = Place(
        primitive: try table.value(row, columns[0], .primitive) {
          PublishedPrimitives.primitive(of: $0) ?? ($0.isEmpty ? nil : $0)
        },
        messageBytes: try table.value(row, columns[1], .size, PublishedTable.count),
        flows: try table.value(row, columns[2], .flows, PublishedTable.count))
      // An empty field is a sample that failed, not a mistake of the table.
      guard goodput < row.fields.count, !row.fields[goodput].isEmpty else { continue }
      if goodputs[place] == nil { places.append(place) }
      let value = try table.value(row, goodput, .goodput) { text in
        Double(text).flatMap { $0.isFinite && $0 >= 0 ? $0 : nil }
      }
      goodputs[place, default: []].append(value * scale)
    }
    self.name = name
    self.goodputs = goodputs
    self.places = places
  }

  /// What a value of the column is in Gbit/s.
  private static func gigabits(_ header: String, name: String) throws(UsageError) -> Double {
    let word = header.lowercased()
    if ["gbps", "gbit", "gb/s"].contains(where: word.contains) { return 1 }
    if ["mbps", "mbit", "mb/s"].contains(where: word.contains) { return 1e-3 }
    throw UsageError(
      "\(name) line 1: the column \(header) does not say its unit",
      effect: "its figures cannot be laid under ours",
      remedy: "Name it Throughput_Gbps or Throughput_Mbps")
  }
}

extension PublishedFigures {
  /// Ours above, theirs beside it, place by place; no verdict, for nothing about theirs is known but the figures.
  package func table(under input: ReportInput) -> PageTable {
    let cells = input.summary.cells.map(\.cell)
    var rows: [[String]] = []
    var used: Set<Place> = []
    for cell in cells {
      let place = Place(primitive: cell.primitive, messageBytes: cell.messageBytes, flows: cell.flows)
      guard let values = goodputs[place], let ours = input.figures[cell, FigureQuantities.goodput],
        let theirs = SampleStatistics.median(values)
      else { continue }
      used.insert(place)
      rows.append([
        "\(ClaimSubject(cell))", "\(MessageSize(cell.messageBytes))", "\(cell.flows)", cell.link,
        ours.interval.map { "\(figure(ours.median)) [\(figure($0.lower)), \(figure($0.upper))]" }
          ?? figure(ours.median),
        "\(ours.count)", figure(theirs), "\(values.count)",
        ours.median > 0 ? NumberText.signedPercent((theirs / ours.median - 1) * 100) : "-",
      ])
    }
    var notes = [
      "Theirs: \(name), medians where it has several rows for a place. Measured elsewhere or at another time: nothing is "
        + "paired, so that there is no interval of the difference and no verdict."
    ]
    let rest = places.count { !used.contains($0) }
    if rest > 0 {
      notes.append("\(rest) of the \(places.count) places of their table are not in this sweep.")
    }
    return PageTable(
      "Goodput, ours and theirs",
      columns: [
        .init("primitive", isText: true), .init("size"), .init("flows"), .init("link", isText: true),
        .init("ours, Gbit/s"), .init("n"), .init("theirs, Gbit/s"), .init("rows"),
        .init("theirs against ours"),
      ],
      rows: rows, notes: notes, headers: 3)
  }

  private func figure(_ value: Double) -> String { NumberText.figure(value) }
}
