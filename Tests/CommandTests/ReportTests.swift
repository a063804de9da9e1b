import Foundation
import Processes
import Records
import Testing

/// `copycost report` as a user types it.
struct ReportTests {
  private let files = FileManager.default

  @Test("Without vl-convert one line says so, and page and Markdown have tables in place of charts")
  func withoutCharts() async throws {
    let scratch = try Scratch()
    try ReportArchive.make(scratch.path("a.db"))
    let outcome = try await copycost(
      "report", scratch.path("a.db"), "--out", scratch.path("out"),
      behind: ["/usr/bin/env", "COPYCOST_CHARTS_PYTHON=/nonexistent/python3"])
    #expect(outcome.status == .exited(0))
    #expect(outcome.outputLines == ["\(scratch.path("out"))/report.html"])
    #expect(outcome.errorLines.count == 1)
    #expect(outcome.errors.contains("tables"))
    let page = try String(contentsOfFile: scratch.path("out/report.html"), encoding: .utf8)
    #expect(!page.contains("<script"))
    #expect(page.contains("id=\"chart-throughput-vs-size\""))
    let markdown = try String(contentsOfFile: scratch.path("out/report.md"), encoding: .utf8)
    #expect(!markdown.contains("!["))
    #expect(!files.fileExists(atPath: scratch.path("out/charts")))
  }

  @Test("Mistakes end in one line with the remedy, status 1 or 2, and no file")
  func mistakes() async throws {
    let scratch = try Scratch()
    let archive = scratch.path("a.db")
    try ReportArchive.make(archive)
    try Data().write(to: URL(fileURLWithPath: scratch.path("file")))
    try "not an archive at all, but long enough to look at".write(
      toFile: scratch.path("text"), atomically: true, encoding: .utf8)
    try ReportArchive.make(scratch.path("none.db"), sweeps: 0)
    let mistakes: [(arguments: [String], status: Int32, says: String)] = [
      ([scratch.path("missing.db")], 1, "missing.db"), ([scratch.path("text")], 1, "text"),
      ([scratch.path("none.db")], 2, "holds no sweep"), ([archive, "--sweep", "9"], 2, "holds no sweep 9"),
      ([archive, "--out", scratch.path("file")], 2, "is a file"),
      ([archive, "--out", scratch.path("file/below")], 1, "cannot be made"),
      ([archive, "--out", "/proc/report"], 1, "cannot be made"),
      ([archive, "--against", scratch.path("missing.csv")], 1, "missing.csv"),
      ([archive, "--against", scratch.path("text")], 2, "none of its columns"),
    ]
    for mistake in mistakes {
      let given =
        mistake.arguments + (mistake.arguments.contains("--out") ? [] : ["--out", scratch.path("out")])
      let outcome = try await end(of: start(["report"] + given))
      #expect(outcome.status == .exited(mistake.status), "\(mistake.arguments): \(outcome.errors)")
      #expect(outcome.errorLines.count == 1, "\(mistake.arguments): \(outcome.errors)")
      #expect(outcome.errors.contains(mistake.says), "\(mistake.arguments): \(outcome.errors)")
      #expect(!files.fileExists(atPath: scratch.path("out/report.html")))
    }
  }
}
