import ArgumentParser
import Sessions

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
    Screen.show(try await DoctorSession.text(flows: flows, asJSON: json), terminator: "")
  }
}
