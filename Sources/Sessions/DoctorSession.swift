import Analysis
import Lab
import Processes
import Records
import Report

/// One `doctor` command: asks the worker what machine this is, and judges it.
package enum DoctorSession {
  /// - Parameters:
  ///   - flows: most flows of the sweep that somebody has in mind.
  ///   - asJSON: whether to write a document with every fact instead of text.
  /// - Throws: `UsageError` below one flow, `OperationError` when there is no worker, or it does not answer.
  package static func text(flows: Int, asJSON: Bool) async throws -> String {
    guard flows >= 1 else { throw UsageError.below("--flows", flows, least: 1) }
    let host = try await LocalWorker.meet(path: Installation.worker()).description.host
    let report = DoctorReport(Checkup(host: host, flows: flows))
    return asJSON ? DoctorDocument(report, host: host).text() : DoctorText(report).text()
  }
}
