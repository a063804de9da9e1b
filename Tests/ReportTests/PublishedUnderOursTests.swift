import Analysis
import Records
import Tables
import Testing

@testable import Report

@Suite("Our own tables laid under our own sweeps")
struct OwnTableTests {
  /// Cells that differ in one thing, with other figures each.
  private static func source(_ vary: (inout Cell) -> Void) -> ExportSource {
    var cells = [Fixture.cell("two-copy"), Fixture.cell("two-copy")]
    vary(&cells[1])
    let samples = cells.enumerated().flatMap { order, cell in
      (0..<3).map {
        Fixture.sample(cell, round: $0, order: order, gigabits: 10 * Double(order * 4 + 1) + Double($0))
      }
    }
    return Fixture.source(samples, cells: cells)
  }

  private static func table(_ format: any Exporter.Type, _ source: ExportSource) throws -> PageTable {
    let theirs = try PublishedFigures(text: Fixture.export(format, source), name: "own.csv")
    return PublishedUnderOurs(theirs, under: try ReportInput(source)).table
  }

  @Test("cells that differ in a condition alone each meet their own row")
  func conditions() throws {
    let variations: [(inout Cell) -> Void] = [
      { $0.link = "veth" }, { $0.receive = "truncate" }, { $0.variant = "new" },
      { $0.options.footprintBytes = 64 << 20 }, { $0.options.nodelay = true }, { $0.options.fields = 4 },
    ]
    for vary in variations {
      let source = Self.source(vary)
      for format: any Exporter.Type in [CSVExporter.self, AssignmentExporter.self] {
        let table = try Self.table(format, source)
        #expect(table.rows.count == 2)
        #expect(table.rows.allSatisfy { $0.last == "+0.0%" }, "\(format): \(table.rows)")
      }
    }
  }

  @Test("the second cells of A/A pairs are no repetitions of the first")
  func twins() throws {
    let table = try Self.table(CSVExporter.self, Self.source { $0 = TwinCells.twin(of: $0) })
    #expect(table.rows.count == 1)
    #expect(table.rows[0].suffix(2) == ["3", "+0.0%"])
    #expect(table.notes.contains { $0.contains("3 rows of A/A twins") })
  }

  @Test("a condition that is one thing throughout theirs and another in ours is named, and nothing is hidden")
  func otherLink() throws {
    let theirs = Fixture.source(
      [Fixture.sample(Fixture.cell("two-copy", link: "veth"), round: 0, gigabits: 12)],
      cells: [Fixture.cell("two-copy", link: "veth")])
    let figures = try PublishedFigures(text: Fixture.export(CSVExporter.self, theirs), name: "own.csv")
    let table = PublishedUnderOurs(figures, under: try ReportInput(Fixture.source())).table
    #expect(table.rows.count == 1)
    #expect(table.notes.contains("The two differ in link: theirs veth, ours loopback."))
  }

  @Test("rows without a figure are left out and counted, names that ours does not have are listed")
  func leftOut() throws {
    let text = "impl,size,threads,gbps\nA1,4096,1,<not supported>\nA1,4096,1,20\nhybrid,4096,1,3\n"
    let table = PublishedUnderOurs(
      try PublishedFigures(text: text, name: "t.csv"), under: try ReportInput(Fixture.source())
    ).table
    #expect(table.notes.contains("Left out: 1 row without a goodput (line 2)."))
    #expect(table.notes.contains { $0.contains("does not have: hybrid") })
  }
}
