import ArgumentParser
import Lab
import Records
import Wire

/// The sending end of the two-terminal form.
struct ServeCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "serve",
    abstract: "Send to whoever connects: the first of two terminals.",
    discussion: "Ends when --flows connections have been served. The other terminal runs `copycost connect`.")

  @Option(help: "Send primitive; `copycost list` names them.")
  var primitive = "two-copy"

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
    let worker = try Installation.worker()
    let (description, cpus) = try await LocalWorker.describe(path: worker)
    var request = SweepRequest()
    request.primitives = [primitive]
    request.messageBytes = [size.bytes]
    request.flows = [flows]
    sockets.apply(to: &request.options)
    request.options.messagesPerFlow = messages
    _ = CongestionChoice.resolve(
      &request.options, isTyped: sockets.congestion != nil, links: request.links, host: description.host)
    var cell = try PlanBuilder(description: description, cpus: cpus).plan(request).cells[0]
    cell.options = try SocketBufferChoice.granted(cell.options, description.host, link: cell.link)
    guard duration == nil || messages == nil else {
      throw UsageError.durationAndMessages
    }
    let byCount = messages != nil
    let job = TwoTerminalJob(
      cell: cell, address: bind, port: port,
      durationNanoseconds: byCount ? nil : duration?.nanoseconds ?? 10_000_000_000,
      patienceNanoseconds: wait.nanoseconds)
    let screen = FlowScreen(verb: "sent", size: size.bytes)
    try await Interruption.cancelling {
      try await TwoTerminals.run(.serve(job), worker: worker) { screen.show($0) }
    }
    try screen.checkOutcome(expected: flows)
  }
}
