import ArgumentParser
import Sessions

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
  var format = CompareSession.Format.text

  @Option(
    defaultAsFlag: ReportSession.defaultDirectory,
    help: "Also write a report with both sides in its charts into this directory.", completion: .directory)
  var report: String?

  func run() async throws {
    let session = CompareSession(candidate: candidate, baseline: baseline)
    var files = CommandFiles()
    for path in session.paths { files.archive(path) }
    if let report { files.report(report, option: "--report") }
    try files.check()
    let outcome = try session.compare(report: report, failOn: failOn)
    Screen.show(outcome.text(as: format))
    if report != nil { Screen.show("report: \(try await session.report(outcome))") }
    if outcome.isWorse { throw ExitCode(1) }
  }
}

extension CompareSession.Format: ExpressibleByArgument {}
