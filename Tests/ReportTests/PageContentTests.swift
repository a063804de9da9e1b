import Foundation
import Tables
import Testing

@testable import Analysis
@testable import Records
@testable import Report

struct PageContentTests {
  @Test("Markdown shows hostile labels as text: no tag, no cell border, no heading of their making")
  func markdown() throws {
    let label = "<img src=x>|`a`|\n# b"
    let text = MarkdownReport(try Fixture.contents(Fixture.grid(hostile: label)), drawn: []).text()
    // In code a reader sees characters as they are.
    let prose = text.replacing(/`+[^`\n][^\n]*`/, with: "")
    #expect(!prose.replacing("\\<", with: "").contains("<img"))
    #expect(!text.contains("\n# b"))
    let tables = text.split(separator: "\n").filter { $0.hasPrefix("| ") }
    #expect(tables.count > 10)
    for (line, next) in zip(tables, tables.dropFirst()) where next.hasPrefix("| --") {
      #expect(bars(line) == bars(next))
    }
  }

  private func bars(_ line: Substring) -> Int { line.replacing("\\|", with: "").count { $0 == "|" } }

  @Test("A chart that lies beside the Markdown is a picture with its finding, any other one a table")
  func pictures() throws {
    let figure = ChartFigure(
      id: "some", title: "Some", finding: "It rises.", gaps: ["cycles: no PMU"], spec: "{}", marks: 1,
      rows: ChartTable(header: ["size"], rows: [["only here"]]))
    let contents = try Fixture.contents(Fixture.source(), charts: [figure])
    let drawn = MarkdownReport(contents, drawn: ["some"]).text()
    #expect(drawn.contains("![It rises.](charts/some.svg)"))
    #expect(!drawn.contains("| only here |"))
    let told = MarkdownReport(contents, drawn: []).text()
    #expect(told.contains("| only here |"))
    #expect(told.contains("cycles: no PMU"))
  }

  @Test(
    "Charts of a sweep with too many cells get whole blocks, evenly spread, and no more than they can show")
  func charted() throws {
    var cells: [Cell] = []
    for bytes in 1...100 { cells += Fixture.primitives.map { Fixture.cell($0, bytes * 64) } }
    let samples = cells.enumerated().map { Fixture.sample($1, round: 0, order: $0, gigabits: 3) }
    let input = try ReportInput(Fixture.source(samples, cells: cells))
    let few = input.charted(atMost: 31)
    let shown = few.summary.cells.map(\.cell)
    #expect(shown.count == 30)
    #expect(Dictionary(grouping: shown, by: \.block).values.allSatisfy { $0.count == 3 })
    #expect(shown.first?.messageBytes == 64)
    #expect(shown.contains { $0.messageBytes > 5000 })
    #expect(input.charted(atMost: 300).summary.cells.count == 300)
  }

  @Test("Sweeps side by side share no round, and the side is the variant")
  func sideBySide() throws {
    let sides = ["baseline", "candidate"].map {
      SideBySide.Side(name: $0, sweeps: [Fixture.source(), Fixture.source()])
    }
    let source = try #require(SideBySide.source(sides, command: "copycost compare a b"))
    var rounds: [String: Set<Int>] = [:]
    try source.forEachSample { rounds[$0.cell.variant, default: []].insert($0.round) }
    #expect(rounds == ["baseline": Set(0..<6), "candidate": Set(6..<12)])
    let input = try ReportInput(source)
    #expect(input.findings.comparisons.allSatisfy { $0.verdict == .undecided })
    #expect(Set(input.summary.cells.map(\.cell.variant)) == ["baseline", "candidate"])
    #expect(input.summary.cells.allSatisfy { $0.samples >= 4 })
  }

  @Test("Somebody's goodput is laid beside ours, place by place, whatever they call their columns")
  func against() throws {
    let input = try ReportInput(Fixture.source())
    let text =
      "Mode;Message Size;Threads;Throughput (Mbps)\nA1;4096;1;20000\nA1;4096;1;22000\nA3;4096;1;7000\nA1;64;1;1\n"
    let table = PublishedUnderOurs(try PublishedFigures(text: text, name: "theirs.csv"), under: input).table
    #expect(table.rows.map { $0[0] } == ["two-copy", "zero-copy"])
    #expect(table.rows[0][6] == "21.00")
    #expect(table.rows[0][7] == "2")
    #expect(table.notes.contains { $0.contains("1 of the 3 places") })
  }

  @Test("Our own CSV is a table to lay under ours, too, failed samples left out")
  func ownTable() throws {
    let source = Fixture.source()
    let own = try PublishedFigures(text: Fixture.export(CSVExporter.self, source), name: "own.csv")
    let table = PublishedUnderOurs(own, under: try ReportInput(source)).table
    #expect(table.rows.count == 3)
    #expect(table.rows.allSatisfy { $0[8] == "+0.0%" })
  }

  @Test("A table without a unit of throughput, or with a word for a figure, is refused with its line")
  func refusals() {
    #expect(throws: UsageError.self) {
      try PublishedFigures(text: "mode,size,threads,throughput\nA1,1,1,3\n", name: "x")
    }
    let error = #expect(throws: UsageError.self) {
      try PublishedFigures(text: "mode,size,threads,throughput_gbps\nA1,1,1,fast\n", name: "x")
    }
    #expect(error?.description.contains("line 2") == true)
  }
}
