import Foundation
import Records
import Testing

@testable import Analysis
@testable import Report

@Suite("Two cells that differ in one thing are told apart wherever cells are shown")
struct CellAxisTests {
  private static let axes = CellAxis.all.map(\.key)

  @Test("everything in which cells can differ is an axis: a field without one would be shown nowhere")
  func complete() {
    let options = Mirror(reflecting: CellOptions()).children.compactMap(\.label)
    #expect(Set(CellAxis.options.map(\.field)) == Set(options))
    let cell = Mirror(reflecting: Fixture.cell("two-copy")).children.compactMap(\.label)
    #expect(Set(CellAxis.coordinates.map(\.field) + ["options"]) == Set(cell))
    #expect(Set(CellAxis.all.map(\.key)).count == CellAxis.all.count)
    #expect(Set(CellAxis.all.map(\.title)).count == CellAxis.all.count)
  }

  @Test("a cell without anything unusual keeps its short name")
  func short() {
    var cell = Fixture.cell("two-copy")
    #expect("\(cell)" == "two-copy 4Ki x 1 over loopback")
    cell.options.pinning = .split
    #expect("\(cell)" == "two-copy 4Ki x 1 over loopback")
    cell.options.fields = 16
    cell.options.footprintBytes = 64 << 20
    #expect("\(cell)" == "two-copy 4Ki x 1 over loopback, 16 fields from 64Mi of memory")
  }

  @Test("in its description, in caveats and in the progress of a sweep", arguments: axes)
  func described(_ key: String) throws {
    let (axis, cell) = (try Self.axis(key), Fixture.cell("two-copy"))
    let other = try Self.other(cell, axis)
    #expect("\(cell)" != "\(other)")
    // One proof run stands for all sizes and flows, one pilot for all that send.
    if !["message_bytes", "flows"].contains(key) {
      #expect(Caveats.unproved(cell, why: "lost") != Caveats.unproved(other, why: "lost"))
    }
    if !["primitive", "variant"].contains(key) {
      #expect("\(cell.block)" != "\(other.block)")
      #expect(Caveats.unsteady(blocks: [cell.block]) != Caveats.unsteady(blocks: [other.block]))
    }
  }

  @Test("in every export")
  func exports() throws {
    let source = try Self.source()
    // The encoded cells of the other export by cells are complete by themselves.
    for format in Exporters.all + [CellsCSVExporter.self] {
      let lines = try Fixture.export(format, source).split(separator: "\n").map(String.init)
      let rows = lines.filter { $0.contains("4096") || $0.contains("| 4Ki |") }
      #expect(rows.count >= source.sweep.plan.cells.count / 4, "\(format)")
      Self.expectDistinct(rows, "\(format)")
    }
  }

  @Test("in every table, line and chart panel of a report")
  func report() throws {
    let input = try ReportInput(Self.source())
    let scene = ChartScene(input)
    Self.expectDistinct(
      scene.cells.map { "\(scene.series($0)) \(scene.setting($0)) \($0.messageBytes) \($0.flows)" }, "panels")
    Self.expectDistinct(scene.cells.map(scene.name), "tooltips")
    let contents = ReportContents(input, answers: AnswersDocument(input), charts: [])
    for table in [contents.winners, contents.verdicts, contents.models, contents.summary, contents.figures] {
      #expect(!table.isEmpty, "\(table.caption)")
      Self.expectDistinct(table.rows.map { $0.joined(separator: "|") }, table.caption)
    }
    Self.expectDistinct(contents.crossovers, "crossovers")
    Self.expectDistinct(CostModelText.lines(input.findings.models), "cost models")
    Self.expectDistinct(input.findings.claims.map(ClaimText.sentence), "claims")
    Self.expectDistinct(input.findings.advice.map(\.sentence.rendered), "advice")
    let terminal = SummaryTable(input.summary).text(width: 400).split(separator: "\n")
    Self.expectDistinct(terminal.map(String.init), "terminal")
  }

  @Test("in every row of the ledgers")
  func ledgers() throws {
    // A proof run has one flow whatever its cell has, and a ledger of its own for each message size.
    let cells = try Self.source().sweep.plan.cells.filter { $0.flows == 1 }
    let entries = cells.map {
      LedgerEntry(cell: $0, finishedAtUnixNanoseconds: 0, finding: .missing(reason: "it failed"))
    }
    let rows = LedgerTable.text(entries, width: 400).split(separator: "\n").filter { $0.contains("  -  ") }
    Self.expectDistinct(rows.map(String.init), "ledgers")
  }

  @Test("in every line of compare")
  func compared() throws {
    let source = try Self.source()
    var table = SampleTable()
    try source.forEachSample { table.add($0) }
    let sides = ["new", "old"].map { SweepSide(name: $0, sweeps: [table], hosts: [source.sweep.host]) }
    let comparison = SweepComparison(candidate: sides[0], baseline: sides[1])
    let lines = ComparisonText(comparison).text(width: 400).split(separator: "\n")
    Self.expectDistinct(lines.map(String.init), "terminal")
    Self.expectDistinct(
      ComparisonMarkdown.text(comparison).split(separator: "\n").map(String.init), "Markdown")
    for table in ComparisonTables.contents(comparison).tables {
      Self.expectDistinct(table.rows.map { $0.joined(separator: "|") }, table.caption)
    }
  }

  // MARK: Cells that differ in one thing

  private static func axis(_ key: String) throws -> CellAxis {
    try #require(CellAxis.all.first { $0.key == key })
  }

  /// The same cell with another value on one axis, put into its encoded form: the axis is not asked.
  private static func other(_ cell: Cell, _ axis: CellAxis) throws -> Cell {
    let encoded = try JSONSerialization.jsonObject(with: JSONEncoder().encode(cell))
    var fields = try #require(encoded as? [String: Any])
    let value: Any =
      switch axis.kind {
      case .name: axis.field == "pinning" ? Pinning.pair.rawValue : "other"
      case .count: 3
      case .bytes: 12_288
      case .flag: true
      }
    if CellAxis.options.contains(where: { $0.key == axis.key }) {
      var options = try #require(fields["options"] as? [String: Any])
      options[axis.field] = value
      fields["options"] = options
    } else {
      fields[axis.field] = value
    }
    let other = try JSONDecoder().decode(Cell.self, from: JSONSerialization.data(withJSONObject: fields))
    try #require(other != cell, "\(axis.field) is no field of a cell")
    return other
  }

  /// Two primitives at four sizes, and the same with another value on each axis: with the same figures in the same
  /// rounds, so that nothing but the names of the cells tells their rows apart.
  private static func source() throws -> ExportSource {
    var cells = ["two-copy", "one-copy"].flatMap { name in
      [4096, 16384, 65536, 1 << 20].map { Fixture.cell(name, $0) }
    }
    for axis in CellAxis.all {
      for cell in cells.prefix(8) {
        let other = try other(cell, axis)
        if !cells.contains(other) { cells.append(other) }
      }
    }
    let samples = cells.flatMap { cell in
      (0..<6).map { round in
        let isOne = cell.primitive == "one-copy"
        var sample = Fixture.sample(cell, round: round, gigabits: isOne ? 20 + Double(round) / 8 : 10)
        let nanoseconds = (isOne ? 900 : 1000) + Double(cell.messageBytes) / (isOne ? 4 : 2)
        sample.readings = Readings(
          sample.readings.filter { $0.metric != "message_interval" } + [
            Fixture.reading("message_interval", .flow, nanoseconds + Double(round))
          ])
        return sample
      }
    }
    return Fixture.source(samples, cells: cells)
  }

  private static func expectDistinct(_ texts: [String], _ what: String) {
    var counts: [String: Int] = [:]
    for text in texts { counts[text, default: 0] += 1 }
    let twice = counts.filter { $0.value > 1 && !$0.key.allSatisfy { " -|".contains($0) } }
    #expect(twice.isEmpty, "\(what): \(twice.keys.sorted().prefix(3))")
  }
}
