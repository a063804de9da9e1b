import Analysis
import Archive
import Kernel
import Records
import Report
import Synchronization

/// One `compare` command: the sweeps of two sides, each read once, for the comparison and for its report.
package struct CompareSession {
  private let candidate: Typed
  private let baseline: Typed

  /// `ARCHIVE:3` names sweep 3; a path with a colon of its own has no number behind it.
  private struct Typed {
    let text: String
    let path: String
    let sweep: Int64?

    init(_ text: String) {
      self.text = text
      guard let colon = text.lastIndex(of: ":"), let id = Int64(text[text.index(after: colon)...]) else {
        (path, sweep) = (text, nil)
        return
      }
      (path, sweep) = (String(text[..<colon]), id)
    }
  }

  /// - Parameters:
  ///   - candidate: an archive, or ARCHIVE:SWEEP for one sweep of it.
  ///   - baseline: likewise.
  package init(candidate: String, baseline: String) {
    self.candidate = Typed(candidate)
    self.baseline = Typed(baseline)
  }

  /// The archives that are read.
  package var paths: [String] { [candidate.path, baseline.path] }

  /// What changed, and what a report of it needs.
  package struct Outcome {
    let comparison: SweepComparison
    /// What a change is held against; nil where nothing is asked for.
    fileprivate let gate: ComparisonGate?
    /// Both sides as one sweep; nil without a report.
    fileprivate let reading: SweepReading?

    /// Whether a cell is surely worse than the gate allows.
    package var isWorse: Bool { gate?.isMissed(by: comparison) ?? false }

    package func text(as format: Format) -> String {
      switch format {
      case .text: ComparisonText(comparison, gate: gate).text()
      case .markdown: ComparisonMarkdown.text(comparison, gate: gate)
      }
    }
  }

  /// How a comparison is written.
  package enum Format: String, CaseIterable, Sendable {
    case text, markdown
  }

  /// - Parameters:
  ///   - report: directory of a report; nil for none.
  ///   - failOn: `slower:5%` or `dearer:5%`; nil for no gate.
  /// - Throws: `UsageError` when there is no such sweep or gate, or the directory is a file.
  package func compare(report: String?, failOn: String? = nil) throws -> Outcome {
    // Tried before the samples are read.
    _ = try report.map { try ReportDirectory($0) }
    let gate = try failOn.map { try ComparisonGate(parsing: $0) }
    return try compare(
      candidate: SampleArchive(reading: candidate.path), baseline: SampleArchive(reading: baseline.path),
      report: report, gate: gate)
  }

  func compare(
    candidate left: SampleArchive, baseline right: SampleArchive, report: String?, gate: ComparisonGate? = nil
  ) throws -> Outcome {
    let candidates = try sources(candidate, left)
    let baselines = try sources(baseline, right)
    let all = baselines + candidates
    let tables = SideTables(all.count)
    var reading: SweepReading?
    if let report, !all.isEmpty {
      let sides = [("baseline", baselines), ("candidate", candidates)].map {
        SideBySide.Side(name: $0, sweeps: $1)
      }
      let command = "copycost compare \(candidate.text) \(baseline.text)"
      guard let source = SideBySide.source(sides, command: command, watch: { tables.add($1, to: $0) }) else {
        throw UsageError.emptySide(candidate.text)
      }
      reading = try SweepReading(source, report: report)
    } else {
      for (place, source) in all.enumerated() { try source.forEachSample { tables.add($0, to: place) } }
    }
    let comparison = SweepComparison(
      candidate: side(candidate, candidates, tables.all.suffix(candidates.count)),
      baseline: side(baseline, baselines, tables.all.prefix(baselines.count)))
    return Outcome(comparison: comparison, gate: gate, reading: reading)
  }

  /// Writes the report; answers the path of its page.
  ///
  /// - Throws: `UsageError` without a sweep.
  package func report(_ outcome: Outcome) async throws -> String {
    guard let reading = outcome.reading else {
      throw UsageError.emptySide(candidate.text)
    }
    var session = ReportSession(reading.stored, output: try reading.commitReport())
    session.comparison = ComparisonTables.contents(outcome.comparison)
    return try await session.write()
  }

  private func side(
    _ typed: Typed, _ sources: [ExportSource], _ tables: some Sequence<SampleTable>
  ) -> SweepSide {
    SweepSide(name: typed.text, sweeps: Array(tables), hosts: sources.map(\.sweep.host))
  }

  private func sources(_ typed: Typed, _ archive: SampleArchive) throws -> [ExportSource] {
    let ids = try archive.sweepIDs()
    if let id = typed.sweep, !ids.contains(id) {
      throw UsageError.noSweepToCompare(id, in: typed.path, known: ids)
    }
    return try (typed.sweep.map { [$0] } ?? ids).map { try ExportSource.stored(in: archive, sweep: $0) }
  }

  /// The samples of all sweeps by cell, filled while a thread of its own reads them.
  private final class SideTables: Sendable {
    private let tables: Mutex<[SampleTable]>

    init(_ count: Int) { tables = Mutex(Array(repeating: SampleTable(), count: count)) }

    func add(_ sample: Sample, to place: Int) { tables.withLock { $0[place].add(sample) } }

    var all: [SampleTable] { tables.withLock(\.self) }
  }
}
