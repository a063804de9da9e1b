import Archive
import Records
import Report

extension ExportSource {
  /// The chosen sweep of an archive; the last one for nil.
  ///
  /// - Parameter purpose: what is done with it, for the note that there are others.
  /// - Throws: `UsageError` when the archive has no such sweep, or none at all.
  package static func stored(
    in archive: SampleArchive, sweep id: Int64?, purpose: String = "exporting"
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
