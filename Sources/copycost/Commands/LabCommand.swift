import ArgumentParser
import Lab
import Processes
import Sessions

struct LabCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "lab",
    abstract: "Keeps two named network namespaces joined by a veth pair, for work by hand. Needs root.",
    subcommands: [LabUpCommand.self, LabDownCommand.self, LabExecCommand.self, LabCleanCommand.self])
}

struct LabUpCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "up", abstract: "Makes a lab and prints the equivalent ip commands.")

  @Argument(help: "Name of the lab; its namespaces are copycost-NAME-sender and copycost-NAME-receiver.")
  var name = NamedLab.defaultName

  func run() async throws {
    let lab = try NamedLab(name)
    let setup = try await lab.up()
    let (sender, receiver) = (lab.plan.senderAddress, lab.plan.receiverAddress)
    Screen.show(
      "Lab '\(name)' \(setup == .made ? "is up" : "was up already"): sender \(sender), receiver \(receiver).")
    Screen.show("The same by hand:")
    for command in lab.equivalentCommands { Screen.show("  \(command)") }
    Screen.show("Two terminals, then the way to remove it:")
    for command in lab.instructions { Screen.show("  \(command)") }
  }
}

struct LabDownCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(commandName: "down", abstract: "Removes one lab.")

  @Argument(help: "Name of the lab.")
  var name = NamedLab.defaultName

  func run() async throws {
    let removal = try await NamedLab(name).down()
    if removal.removed.isEmpty { Screen.show("No lab '\(name)' stands.") }
    printRemoval(removal)
  }
}

struct LabCleanCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "clean", abstract: "Removes every lab that this tool made, and nothing else.")

  func run() async throws {
    let removal = try await NamedLab.clean()
    if removal.removed.isEmpty { Screen.show("No lab stands.") }
    printRemoval(removal)
  }
}

struct LabExecCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "exec", abstract: "Runs a command at one end of a lab, in place of this process.",
    usage: "copycost lab exec <name> sender|receiver -- <command> ...")

  @Argument(help: "Name of the lab.")
  var name: String

  @Argument(help: "The end to run at: sender or receiver.")
  var end: VethPlan.End

  @Argument(parsing: .postTerminator, help: "The command and its arguments, after --.")
  var command: [String]

  func run() throws {
    try Program.become(try NamedLab(name).command(command, at: end))
  }
}

extension VethPlan.End: ExpressibleByArgument {}

private func printRemoval(_ removal: LabRemoval) {
  for namespace in removal.removed { Screen.show("removed \(namespace)") }
  for namespace in removal.left { Screen.show("left \(namespace): not made by this tool") }
  guard !removal.occupants.isEmpty else { return }
  let processes = removal.occupants.map(String.init).joined(separator: ", ")
  Screen.show(
    "Still running there: process \(processes). The kernel keeps the network, without a name, until they end."
  )
}
