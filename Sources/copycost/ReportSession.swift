import Analysis
import Archive
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
    let contents = ReportContents(input)
    try output.write("report.md", MarkdownReport(contents).text())
    return output.path(of: "report.html")
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
