import Archive
import ArgumentParser
import Records
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
    let exporter = try cells ? cellExporter() : Exporters.named(format)
    var files = CommandFiles()
    files.archive(archive)
    if let output { files.output(output, option: "--out") }
    try files.check()
    let opened = try SampleArchive(reading: archive)
    let source = try ExportSource.stored(in: opened, sweep: sweep)
    guard let output else { return try ExportFile.write(source, as: exporter, into: Screen.stream) }
    try ExportFile.write(source, as: exporter, to: output)
  }

  private func cellExporter() throws(UsageError) -> any Exporter.Type {
    guard let exporter = Exporters.byCell.first(where: { $0.name == format }) else {
      throw UsageError(
        "--cells with --format \(format)", effect: "nothing was exported",
        remedy: "Use --format \(Exporters.byCell.map { $0.name }.joined(separator: " or "))")
    }
    return exporter
  }
}
