import Analysis
import Archive
import Records
import Report

/// What a sweep leaves beside its archive.
package struct SweepOutputs: Sendable {
  /// A row per sample.
  package var csv: String?
  /// Host, plan and samples.
  package var json: String?
  /// Directory of a report.
  package var report: String?

  package init(csv: String? = nil, json: String? = nil, report: String? = nil) {
    (self.csv, self.json, self.report) = (csv, json, report)
  }
}

extension SweepSession {
  /// Reads the sweep once, writes the files that were asked for, shows what the samples decide.
  ///
  /// - Parameter show: gets the results, with their line ends.
  /// - Returns: false for a self-check above its nominal rate.
  /// - Throws: `OperationError` when every sample was lost, when a file cannot be written, and when the archive does not
  ///   hold all samples any more.
  package func conclude(
    _ begun: Begun, _ outputs: SweepOutputs = SweepOutputs(),
    show: (String) -> Void = { Screen.show($0, terminator: "") }
  ) async throws -> Bool {
    let reading = try SweepReading(
      ExportSource.stored(in: begun.archive, sweep: begun.sweep.id), csv: outputs.csv, json: outputs.json,
      report: outputs.report)
    let text = SweepText(reading.stored)
    show(text.text())
    try Self.checkOutcome(reading.stored.losses)
    if outputs.report != nil {
      let page = try await ReportSession(reading.stored, output: reading.commitReport()).write()
      show("report: \(page)\n")
    }
    try checkStored(begun)
    return text.selfCheck?.isWithinNominal ?? true
  }

  /// Looks whether the file at the archive's path holds the sweep.
  ///
  /// - Throws: `OperationError` when it is not there, or not all of it.
  func checkStored(_ begun: Begun) throws {
    try begun.archive.checkStored(sweep: begun.sweep.id)
  }

  /// - Throws: `OperationError` when every sample was lost: a sweep without a figure has failed.
  private static func checkOutcome(_ losses: StoredSweep.Losses) throws(OperationError) {
    guard losses.measured == 0, let cause = losses.firstCause else { return }
    throw OperationError(
      "all \(losses.count) samples were lost, the first one by: \(cause)",
      effect: "there is nothing to compare", remedy: "Remove the cause and run the sweep again")
  }
}
