import ArgumentParser
import Report
import Sessions

/// `copycost export`: a sweep leaves its archive in a format that other programs read.
struct Export: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export",
    abstract: "Writes a sweep of an archive as CSV, JSON, Markdown or in the layout of published tables.",
    discussion: Exporters.all.map { "\($0.name): \($0.summary)" }.joined(separator: "\n"))

  @Argument(help: "The archive, as `sweep --archive` made it. It may still be written to.")
  var archive: String

  @Option(help: "One of \(Exporters.names.joined(separator: ", ")).")
  var format = CSVExporter.name

  @Flag(help: "One entry per cell instead of per sample, with intervals and comparisons (csv or json).")
  var cells = false

  @Option(help: "Number of the sweep; the last one of the archive when left out.")
  var sweep: Int64?

  @Option(name: .customLong("out"), help: "File to write; standard output when left out.")
  var output: String?

  func run() throws {
    let session = try ExportSession(format: format, byCell: cells)
    var files = CommandFiles()
    files.archive(archive)
    if let output { files.output(output, option: "--out") }
    try files.check()
    try session.write(archive: archive, sweep: sweep, to: output)
  }
}
