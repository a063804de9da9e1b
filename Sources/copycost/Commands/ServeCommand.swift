import ArgumentParser
import Lab
import Records
import Sessions

/// The sending end of the two-terminal form.
struct ServeCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "serve",
    abstract: "Send to whoever connects: the first of two terminals.",
    discussion: "Ends when --flows connections have been served. The other terminal runs `copycost connect`.")

  @Option(help: "Send primitive; `copycost list` names them.")
  var primitive = Defaults.primitive

  @Option(help: "Message size.")
  var size = SizeArgument(bytes: 64 << 10)

  @Option(help: "Connections to serve, from one or several clients.")
  var flows = 1

  @Option(help: "How long each flow sends, with its unit (ms, s, m). Default 10s.")
  var duration: DurationArgument?

  @Option(help: "So many messages a flow instead of a time.")
  var messages: Int?

  @Option(help: "Address to listen on; without it only this machine can connect.")
  var bind = "127.0.0.1"

  @Option(help: "Port to listen on.")
  var port: UInt16 = 8080

  @Option(help: "How long to wait for all flows to connect.")
  var wait = DurationArgument(nanoseconds: 60_000_000_000)

  @OptionGroup(title: "Sockets") var sockets: SocketArguments

  func run() async throws {
    guard duration == nil || messages == nil else {
      throw UsageError.durationAndMessages
    }
    var request = SweepRequest()
    request.primitives = [primitive]
    request.messageBytes = [size.bytes]
    request.flows = [flows]
    sockets.apply(to: &request.options)
    request.congestionIsTyped = sockets.congestion != nil
    request.options.messagesPerFlow = messages
    try await TwoTerminalSession().serve(
      request, bind: bind, port: port,
      durationNanoseconds: messages != nil ? nil : duration?.nanoseconds ?? 10_000_000_000,
      patienceNanoseconds: wait.nanoseconds)
  }
}
