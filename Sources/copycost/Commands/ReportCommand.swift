import ArgumentParser
import Records
import Sessions
import Tables

/// `copycost report`: a sweep as one page to look at, with its charts, tables, data and answers.
struct ReportCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "report",
    abstract: "Write a sweep as a page with charts, tables, answers and data.",
    discussion: """
      Writes report.html (one file that needs nothing else), report.md, charts/*.svg, charts/*.png, data.csv and \
      answers.json.
      """)

  @Argument(help: "The archive, as `sweep --archive` made it. It may still be written to.")
  var archive: String

  @Option(help: "Number of the sweep; the last one of the archive when left out.")
  var sweep: Int64?

  @Option(
    name: .customLong("out"), help: "Directory to write; made where there is none.", completion: .directory)
  var output = ReportSession.defaultDirectory

  @Option(
    help: "A table from elsewhere (CSV) to lay under ours: columns of `export --format csv` or `assignment`.",
    completion: .file(extensions: ["csv"]))
  var against: String?

  @Option(
    help: ArgumentHelp(
      "Read a column of that table so: HEADER=ROLE, repeated for several. Roles: primitive, size, field-size, flows, goodput, none; a unit or codes may follow.",
      valueName: "header=role"))
  var column: [String] = []

  func run() async throws {
    if against == nil, !column.isEmpty {
      throw UsageError.columnWithoutTable(option: "--against")
    }
    var files = CommandFiles()
    files.archive(archive)
    if let against { files.input(against, option: "--against") }
    files.report(output, option: "--out")
    try files.check()
    let table = try against.map {
      try PublishedFigures(contentsOf: $0, choices: column.map { try PublishedChoice(parsing: $0) })
    }
    var session = try ReportSession(archive: archive, sweep: sweep, into: output)
    session.against = table
    Screen.show(try await session.write())
  }
}
