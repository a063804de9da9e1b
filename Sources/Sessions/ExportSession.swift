import Archive
import Records
import Report

/// One `export` command: a sweep of an archive in one format.
package struct ExportSession {
  private let exporter: any Exporter.Type

  /// - Parameter byCell: whether there is one entry for each cell instead of each sample.
  /// - Throws: `UsageError` for a format that there is not.
  package init(format: String, byCell: Bool) throws {
    exporter = try byCell ? Self.cellExporter(format) : Exporters.named(format)
  }

  /// - Parameters:
  ///   - sweep: nil for the last one of the archive.
  ///   - path: nil for standard output.
  /// - Throws: `UsageError` when the archive has no such sweep, `OperationError` when the place cannot be written.
  package func write(archive: String, sweep: Int64?, to path: String?) throws {
    let source = try ExportSource.stored(in: SampleArchive(reading: archive), sweep: sweep)
    guard let path else { return try ExportFile.write(source, as: exporter, into: Screen.stream) }
    try ExportFile.write(source, as: exporter, to: path)
  }

  private static func cellExporter(_ format: String) throws(UsageError) -> any Exporter.Type {
    guard let exporter = Exporters.byCell.first(where: { $0.name == format }) else {
      throw .cellsFormat(format, known: Exporters.byCell.map { $0.name })
    }
    return exporter
  }
}
