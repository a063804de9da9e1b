import Analysis
import Archive
import ArgumentParser
import Records
import Report

/// Two archives, or two sweeps of one: what changed, unpaired and labelled so.
struct CompareCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "compare",
    abstract: "Compare the sweeps of two archives, or two sweeps of one.",
    discussion: """
      The comparison is unpaired: it needs 3 sweeps a side for a verdict (`sweep --repeat 3`). The strong form is one \
      sweep with both builds: `sweep --variant old=PATH --variant new=PATH`.
      """)

  @Argument(help: "The candidate: an archive, or ARCHIVE:SWEEP for one sweep of it.")
  var candidate: String

  @Argument(help: "The baseline, likewise.")
  var baseline: String

  @Option(
    help:
      "Exit with status 1 when a cell is surely worse: slower:5% (goodput) or dearer:5% (sender CPU per byte)."
  )
  var failOn: String?

  @Option(help: "text or markdown (for a pull request).")
  var format = Format.text

  @Option(
    defaultAsFlag: ReportSession.defaultDirectory,
    help: "Also write a report with both sides in its charts into this directory.", completion: .directory)
  var report: String?

  enum Format: String, ExpressibleByArgument, CaseIterable {
    case text, markdown
  }

  func run() async throws {
    var files = CommandFiles()
    for typed in [candidate, baseline] { files.archive(split(typed).path) }
    if let report { files.report(report, option: "--report") }
    try files.check()
    let output = try report.map { try ReportDirectory($0) }
    let gate = try failOn.map { try ComparisonGate(parsing: $0) }
    let comparison = SweepComparison(candidate: try side(candidate), baseline: try side(baseline))
    switch format {
    case .text: Screen.show(ComparisonText(comparison, gate: gate).text())
    case .markdown: Screen.show(ComparisonMarkdown.text(comparison, gate: gate))
    }
    if let output { Screen.show("report: \(try await writeReport(comparison, into: output))") }
    if let gate, gate.isMissed(by: comparison) { throw ExitCode(1) }
  }

  private func writeReport(_ comparison: SweepComparison, into output: ReportDirectory) async throws -> String
  {
    let sides = try [("baseline", baseline), ("candidate", candidate)].map { name, typed in
      let (path, id) = split(typed)
      let archive = try SampleArchive(reading: path)
      let ids = try id.map { [$0] } ?? archive.sweepIDs()
      return SideBySide.Side(name: name, sweeps: try ids.map { try Export.source(archive, sweep: $0) })
    }
    let command = "copycost compare \(candidate) \(baseline)"
    guard let source = SideBySide.source(sides, command: command) else {
      throw UsageError.emptySide(candidate)
    }
    var session = ReportSession(source: source, output: output)
    session.comparison = ComparisonTables.contents(comparison)
    return try await session.write()
  }

  private func side(_ name: String) throws -> SweepSide {
    let (path, id) = split(name)
    let archive = try SampleArchive(reading: path)
    let ids = try id.map { [$0] } ?? archive.sweepIDs()
    var side = SweepSide(name: name, sweeps: [])
    for id in ids {
      guard let sweep = try archive.sweep(id) else {
        throw UsageError.noSweepToCompare(id, in: path, known: try archive.sweepIDs())
      }
      var table = SampleTable()
      try archive.forEachSample(sweep: id) { table.add($0) }
      side.sweeps.append(table)
      side.hosts.append(sweep.host)
    }
    return side
  }

  /// `ARCHIVE:3` names sweep 3; a path with a colon of its own has no number behind it.
  private func split(_ name: String) -> (path: String, id: Int64?) {
    guard let colon = name.lastIndex(of: ":"), let id = Int64(name[name.index(after: colon)...]) else {
      return (name, nil)
    }
    return (String(name[..<colon]), id)
  }
}
