import ArgumentParser
import Foundation
import Lab
import Records
import Wire

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
    let worker = try Installation.worker()
    let (description, cpus) = try await LocalWorker.describe(path: worker)
    var request = SweepRequest()
    request.receives = [receive]
    request.flows = [flows]
    request.receiveBufferBytes = [receiveBuffer.bytes]
    if let congestion { request.options.congestion = congestion }
    _ = CongestionChoice.resolve(
      &request.options, isTyped: congestion != nil, links: request.links, host: description.host)
    request.options.receiveSocketBufferBytes = rcvbuf?.bytes
    request.options.maximumSegmentBytes = mss?.bytes
    var cell = try PlanBuilder(description: description, cpus: cpus).plan(request).cells[0]
    cell.options = try SocketBufferChoice.granted(cell.options, description.host, link: cell.link)
    let job = TwoTerminalJob(
      cell: cell, address: try address(), port: port,
      durationNanoseconds: duration?.nanoseconds, patienceNanoseconds: wait.nanoseconds)
    let screen = FlowScreen(verb: "received", size: nil)
    try await Interruption.cancelling {
      try await TwoTerminals.run(.receive(job), worker: worker) { screen.show($0) }
    }
    try screen.checkOutcome(expected: flows)
  }

  /// The host as typed where it is an address, else what its name stands for: IPv4 first, as `serve` binds by default.
  private func address() throws(OperationError) -> String {
    guard !host.contains(":"), !host.allSatisfy({ $0.isNumber || $0 == "." }) else { return host }
    let known = Host(name: host).addresses
    guard let address = known.first(where: { !$0.contains(":") }) ?? known.first else {
      throw OperationError(
        "no address is known for the host \(host)", effect: "nothing was moved",
        remedy: "Check its name, or type its address")
    }
    return address
  }
}
