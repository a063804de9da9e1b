import ArgumentParser
import Records

@main
struct CopyCost: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "copycost",
    abstract: "Measures what it costs to move a message through a socket, and proves which copies were made.",
    version: copycostVersion,
    subcommands: [])
}
