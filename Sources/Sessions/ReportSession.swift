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
  package init(archive: String, sweep: Int64?, into directory: String) throws {
    try self.init(reading: SampleArchive(reading: archive), sweep: sweep, into: directory)
  }

  init(reading archive: SampleArchive, sweep: Int64?, into directory: String) throws {
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
    let pictures = try await ReportPictures(figures, into: output, note: say)
    let contents = ReportContents(
      input, answers: answers, charts: figures, chartNotes: chartNotes(input, charted),
      comparison: comparison(input))
    async let textWritten: Void = output.write(
      "report.md", MarkdownReport(contents, drawn: pictures.drawn).text())
    try output.write("report.html", HTMLReport(contents, script: pictures.script).text())
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

  private func say(_ line: String) {
    Screen.note("note: \(line)\n")
  }
}
