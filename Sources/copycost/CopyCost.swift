import ArgumentParser
import Kernel
import Lab
import Processes
import Records
import Sessions

/// What can be typed: the list of commands, and how each mistake ends.
@main
struct CopyCost: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "copycost",
    abstract: "Measures what it costs to move a message through a socket, and proves which copies were made.",
    version: copycostVersion,
    subcommands: [
      SweepCommand.self,
      RunCommand.self,
      ServeCommand.self,
      ConnectCommand.self,
      CompareCommand.self,
      ExplainCommand.self,
      ReportCommand.self,
      Export.self,
      ListCommand.self,
      LabCommand.self,
      DoctorCommand.self,
    ])

  static func main() async {
    StandardStream.prepareAll()
    do {
      try ProcessFiles.check()
      var command = try parseAsRoot()
      if var asynchronous = command as? any AsyncParsableCommand {
        try ChildLimits.checkPool()
        try await asynchronous.run()
      } else {
        try command.run()
      }
      try Screen.checkResults()
    } catch {
      ErrorExit.end(with: error)
    }
  }
}
