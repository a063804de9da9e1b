import Analysis
import Archive
import Charts
import Foundation
import Records
import Report
import Tables

/// One report from a stored sweep to files: the steps in order, each done elsewhere.
package struct ReportSession {
  let stored: StoredSweep
  let output: ReportDirectory
  /// What is compared with something else, shown before the rest.
  package var comparison: ReportContents.Comparison?
  /// A table from elsewhere, to be laid under ours.
  package var against: PublishedFigures?

  package static let defaultDirectory = "report"

  /// - Parameter output: where data.csv is already.
  init(_ stored: StoredSweep, output: ReportDirectory) {
    self.stored = stored
    self.output = output
  }

  /// Reads the sweep once, and writes data.csv.
  ///
  /// - Parameter sweep: nil for the last one of the archive.
  /// - Throws: `UsageError` when the archive has no such sweep; `OperationError` when the directory cannot be written.
  package init(reading archive: SampleArchive, sweep: Int64?, into directory: String) throws {
    // Tried before the samples are read.
    _ = try ReportDirectory(directory)
    let source = try ExportSource.stored(in: archive, sweep: sweep, purpose: "reporting")
    let reading = try SweepReading(source, report: directory)
    self.init(reading.stored, output: try reading.commitReport())
  }

  /// Writes all files but data.csv; answers the path of the page.
  package func write() async throws -> String {
    let input = ReportInput(stored)
    // Not of `self`, which is not to be shared between tasks.
    let output = output
    let charted = input.charted()
    let (answers, figures) = concurrently({ AnswersDocument(input) }, { Charts.figures(charted) })
    async let answersWritten: Void = output.write("answers.json", answers.json())
    let (script, drawn) = try await draw(figures)
    let contents = ReportContents(
      input, answers: answers, charts: figures, chartNotes: chartNotes(input, charted),
      comparison: comparison(input))
    async let textWritten: Void = output.write("report.md", MarkdownReport(contents, drawn: drawn).text())
    try output.write("report.html", HTMLReport(contents, script: script).text())
    _ = try await (answersWritten, textWritten)
    return output.path(of: "report.html")
  }

  private func comparison(_ input: ReportInput) -> ReportContents.Comparison? {
    guard let against else { return comparison }
    for note in against.notes { say(note) }
    return ReportContents.Comparison(
      title: "Ours and theirs", tables: [PublishedUnderOurs(against, under: input).table])
  }

  private func chartNotes(_ input: ReportInput, _ charted: ReportInput) -> [String] {
    let (all, shown) = (input.summary.cells.count, charted.summary.cells.count)
    return shown < all
      ? ["Charts show \(shown) of the \(all) cells, evenly spread; data.csv has all of them."] : []
  }

  /// Draws the pictures; answers the script that draws them in a browser. Without vl-convert one line says so, and a
  /// report of tables is written.
  private func draw(
    _ figures: [ChartFigure]
  ) async throws -> (script: HTMLReport.Script, drawn: Set<String>) {
    do {
      let renderer = try await ChartRenderer.find()
      let script = try await renderer.script()
      return (.script(script), try await pictures(figures, renderer))
    } catch let missing as OperationError {
      say("\(missing)")
      return (.missing("\(missing)"), [])
    }
  }

  /// Draws into a directory beside the place of the pictures, so that each of them appears whole.
  private func pictures(_ figures: [ChartFigure], _ renderer: ChartRenderer) async throws -> Set<String> {
    let specs = figures.filter { !$0.spec.isEmpty }.map { (id: $0.id, spec: $0.spec) }
    let beside = try output.temporary(ReportDirectory.charts)
    defer { beside.remove() }
    let outcome = try await renderer.render(specs: specs, config: ChartTheme.print, into: beside.path)
    for (id, reason) in outcome.failed.sorted(by: { $0.key < $1.key }) {
      say("charts/\(id) could not be drawn: \(reason)")
    }
    try beside.commit(outcome.written.flatMap { ["\($0).svg", "\($0).png"] })
    return Set(outcome.written)
  }

  private func say(_ line: String) {
    Screen.note("note: \(line)\n")
  }
}
