import Analysis
import Records
import Testing

@testable import Report

@Suite("What a sweep says under its table")
struct FindingsTextTests {
  @Test("rows of verdicts keep their columns on a screen that is too narrow for them; sentences are wrapped")
  func narrow() throws {
    let input = try ReportInput(Fixture.grid())
    let text = FindingsText(
      input.findings, plan: input.sweep.plan, senders: input.sweep.senders, table: input.table,
      summary: input.summary
    ).text(width: 60)
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    let table = VerdictTable(input.findings.comparisons).lines(width: 60)
    #expect(table.count > 4 && table.contains { $0.count > 60 })
    let start = try #require(lines.firstIndex(of: table[0]))
    #expect(Array(lines[start...].prefix(table.count)) == table)
    #expect(start > 1 && lines[..<start].allSatisfy { $0.count <= 60 })
    #expect(lines[(start + table.count)...].allSatisfy { $0.count <= 60 })
  }
}
