import Analysis
import ArgumentParser
import Lab
import Records
import Report

/// What this machine can and cannot measure, and what would spoil the figures.
struct DoctorCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "doctor",
    abstract: "Say what can be measured on this machine, what cannot, and what would spoil a figure.",
    discussion: """
      Tries what a measurement may need and undoes it at once. Grades: A nothing found; B comparisons inside \
      a sweep hold; C one or two findings distort them; D three or more do, or every socket is paced.
      """)

  @Option(help: "Most flows of the sweep you have in mind.")
  var flows = 1

  @Flag(help: "Write a versioned JSON document with every fact instead of text.")
  var json = false

  func run() async throws {
    guard flows >= 1 else { throw UsageError.below("--flows", flows, least: 1) }
    let (description, _) = try await LocalWorker.describe(path: Installation.worker())
    let report = DoctorReport(Checkup(host: description.host, flows: flows))
    Screen.show(
      json
        ? DoctorDocument(report, host: description.host).text() : DoctorText(report).text(), terminator: "")
  }
}
