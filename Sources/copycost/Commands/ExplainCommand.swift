import ArgumentParser
import Lab
import Records
import Sessions

/// The data path of one message, measured: where it is copied, by whom, and what a primitive pays to avoid a copy.
struct ExplainCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "explain",
    abstract: "Show where one message is copied, by whom, and what that costs: all measured now.",
    discussion: """
      Takes a few timed samples in turns with \(Defaults.baseline), then proves the copies in a run of its own: sources are \
      overwritten while a message is queued or delivered, a child process is watched while it sends, completions are \
      awaited one by one, and the receive copy is traced where that is permitted.
      """)

  @Argument(help: "Send primitive; `copycost list` names them.")
  var primitive: String

  @Option(help: "loopback, veth, or auto (veth where namespaces are allowed, else loopback).")
  var link = "loopback"

  @Option(help: "Receive primitive.")
  var receive = Defaults.receive

  @Option(help: "Message size.")
  var size = SizeArgument(bytes: 64 << 10)

  @Option(help: "text, mermaid or json.")
  var format = ExplainFormat.text

  @OptionGroup(title: "Sockets and threads") var sockets: SocketArguments
  @OptionGroup(title: "Sockets and threads") var threads: ThreadArguments

  func run() async throws {
    var request = SweepRequest()
    request.primitives = [primitive]
    request.receives = [receive]
    request.messageBytes = [size.bytes]
    request.flows = [1]
    request.links = [link]
    sockets.apply(to: &request.options)
    request.options.pinning = threads.pin
    Screen.show(try await ExplainSession().explain(request, as: format), terminator: "")
  }
}

extension ExplainFormat: ExpressibleByArgument {}
