import Analysis
import Archive
import ArgumentParser
import Foundation
import Records
import Report

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
    let source = try Self.source(opened, sweep: sweep)
    guard let output else { return try ExportFile.write(source, as: exporter, into: Screen.stream) }
    try ExportFile.write(source, as: exporter, to: output)
  }

  private func cellExporter() throws(UsageError) -> any Exporter.Type {
    guard let exporter = Exporters.byCell.first(where: { $0.name == format }) else {
      throw .cellsFormat(format, known: Exporters.byCell.map { $0.name })
    }
    return exporter
  }

  /// The chosen sweep of an archive; the last one for nil.
  ///
  /// - Parameter purpose: what is done with it, for the note that there are others.
  /// - Throws: `UsageError` when the archive has no such sweep, or none at all.
  static func source(
    _ archive: SampleArchive, sweep id: Int64?, purpose: String = "exporting"
  ) throws -> ExportSource {
    let ids = try archive.sweepIDs()
    guard let last = ids.last else {
      throw UsageError.emptyArchive(archive.path)
    }
    guard let sweep = try archive.sweep(id ?? last) else {
      throw UsageError.noSweep(id ?? last, in: archive.path, known: ids.suffix(10))
    }
    if id == nil, ids.count > 1 {
      Screen.note("note: \(purpose) the last of \(ids.count) sweeps; choose another with --sweep\n")
    }
    let quantities = try archive.quantities(sweep: sweep.id).map { Quantity($0.metric, $0.side) }
    return ExportSource(
      sweep: sweep, metrics: try archive.metrics(), quantities: quantities,
      ledgers: try archive.ledgers(sweep: sweep.id)
    ) { body in
      try archive.forEachSample(sweep: sweep.id, body)
    }
  }
}
