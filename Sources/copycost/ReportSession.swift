import Analysis
import Archive
import Foundation
import Lab
import Records
import Report

/// One report from archive to files: the steps in order, each done elsewhere.
struct ReportSession {
  let source: ExportSource
  let output: ReportDirectory
  /// Ledgers of the paths that were proved.
  var ledgers: [Ledger] = []
  /// A table from elsewhere, to be laid under ours.
  var against: String?

  static let defaultDirectory = "report"

  /// Writes all files; answers the path of the page.
  func write() async throws -> String {
    let input = try readAndTabulate()
    let figures = Charts.figures(input)
    let (script, drawn) = await draw(figures)
    let answers = AnswersDocument(input)
    try output.write("answers.json", answers.json())
    let contents = ReportContents(input, answers: answers, charts: figures)
    try output.write("report.md", MarkdownReport(contents, drawn: drawn).text())
    try output.write("report.html", HTMLReport(contents, script: script).text())
    return output.path(of: "report.html")
  }

  /// Draws the pictures; answers the script that draws them in a browser. Without vl-convert one line says so, and a
  /// report of tables is written.
  private func draw(_ figures: [ChartFigure]) async -> (script: HTMLReport.Script, drawn: Set<String>) {
    do {
      let renderer = try await ChartRenderer.find()
      let script = try await renderer.script()
      let specs = figures.filter { !$0.spec.isEmpty }.map { (id: $0.id, spec: $0.spec) }
      let outcome = try await renderer.render(
        specs: specs, config: ChartTheme.print, into: output.path(of: "charts"))
      for (id, reason) in outcome.failed.sorted(by: { $0.key < $1.key }) {
        say("charts/\(id) could not be drawn: \(reason)")
      }
      return (.script(script), Set(outcome.written))
    } catch {
      say("\(error)")
      return (.missing("\(error)"), [])
    }
  }

  private func say(_ line: String) {
    try? FileHandle.standardError.write(contentsOf: Data("note: \(line)\n".utf8))
  }

  /// Reads the samples once, for the report and into data.csv.
  private func readAndTabulate() throws -> ReportInput {
    let data = try output.file("data.csv")
    let table = CSVTable(source)
    try data.append(table.header)
    let input = try ReportInput(source, ledgers: ledgers) { try data.append(table.row($0)) }
    try data.commit()
    return input
  }
}
