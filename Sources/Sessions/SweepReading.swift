import Analysis
import Kernel
import Records
import Report

/// The one pass of a command over the samples of a stored sweep, in which its files are written too.
struct SweepReading {
  let stored: StoredSweep
  /// data.csv of the report that is asked for, written and not yet in its place; an error waits for its turn, so that
  /// results are shown before it ends the command.
  private let report: Result<(directory: ReportDirectory, data: SampleFile), any Error>?

  /// - Parameters:
  ///   - csv: path of a file with a row per sample.
  ///   - json: path of a file with host, plan and samples.
  ///   - report: directory of a report.
  /// - Throws: errors of the source; `OperationError` when `csv` or `json` cannot be written.
  init(_ source: ExportSource, csv: String? = nil, json: String? = nil, report: String? = nil) throws {
    let wanted: [(any SampleExporter.Type, String?)] = [(CSVExporter.self, csv), (JSONExporter.self, json)]
    let files = try wanted.compactMap { format, path in
      try path.map { try SampleFile(format, source, ExportSink($0)) }
    }
    var report = report.map { path in Result { try Self.report(path, source) } }
    stored = try StoredSweep(source, afterReading: ProcessMemory.returnFree) { batch in
      for file in files { try file.append(batch) }
      guard case .success(let part)? = report else { return }
      do { try part.data.append(batch) } catch { report = .failure(error) }
    }
    for file in files { try file.commit() }
    self.report = report
  }

  private static func report(
    _ path: String, _ source: ExportSource
  ) throws -> (directory: ReportDirectory, data: SampleFile) {
    let directory = try ReportDirectory(path)
    return (directory, try SampleFile(CSVExporter.self, source, ExportSink(directory.file("data.csv"))))
  }

  /// Puts data.csv in its place.
  ///
  /// - Returns: where the rest of the report goes.
  /// - Throws: `UsageError` or `OperationError` when that cannot be written.
  func commitReport() throws -> ReportDirectory {
    guard let report else { preconditionFailure("no report was asked for") }
    let (directory, data) = try report.get()
    try data.commit()
    return directory
  }
}
