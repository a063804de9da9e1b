import ArgumentParser
import Lab
import Records
import Sessions

/// The receiving end of the two-terminal form.
struct ConnectCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "connect",
    abstract: "Receive from a `copycost serve`: the second of two terminals.")

  @Argument(help: "Name or IP address of the serving side.")
  var host = "127.0.0.1"

  @Option(help: "Connections to open, each with its own thread.")
  var flows = 1

  @Option(help: "Receive primitive; `copycost list` names them.")
  var receive = Defaults.receive

  @Option(help: "Bytes asked for in one receive call.")
  var receiveBuffer = SizeArgument(bytes: 256 << 10)

  @Option(help: "Leave after this time, such as 5s; without it the serving side ends the flows.")
  var duration: DurationArgument?

  @Option(help: "Port of the serving side.")
  var port: UInt16 = 8080

  @Option(help: "How long to try to connect.")
  var wait = DurationArgument(nanoseconds: 5_000_000_000)

  @Option(help: "TCP congestion control of this end. Default cubic.")
  var congestion: String?

  @Option(help: "SO_RCVBUF of this end; without it the kernel tunes the buffer.")
  var rcvbuf: SizeArgument?

  @Option(help: "TCP_MAXSEG of this end; without it the path decides.")
  var mss: SizeArgument?

  func run() async throws {
    var request = SweepRequest()
    request.receives = [receive]
    request.flows = [flows]
    request.receiveBufferBytes = [receiveBuffer.bytes]
    if let congestion { request.options.congestion = congestion }
    request.congestionIsTyped = congestion != nil
    request.options.receiveSocketBufferBytes = rcvbuf?.bytes
    request.options.maximumSegmentBytes = mss?.bytes
    try await TwoTerminalSession().connect(
      request, host: host, port: port, durationNanoseconds: duration?.nanoseconds,
      patienceNanoseconds: wait.nanoseconds)
  }
}
