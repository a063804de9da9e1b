import ArgumentParser
import Lab
import Records
import Sessions

/// One cell, live: a line for every second, then the statistics of all of them.
struct RunCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run",
    abstract: "Measure one cell and watch it: a line per second, then its statistics.",
    discussion: """
      Every window is a sample as a sweep takes it, with freshly started workers and a warm-up of its own. Ctrl-C ends \
      it with the statistics so far.
      """)

  @Option(help: "Send primitive; `copycost list` names them.")
  var primitive = Defaults.primitive

  @Option(help: "Message size.")
  var size = SizeArgument(bytes: 64 << 10)

  @Option(help: "Flows: connections with a thread at each end.")
  var flows = 1

  @Option(help: "loopback, veth, or auto (veth where namespaces are allowed, else loopback).")
  var link = "loopback"

  @Option(help: "Receive primitive.")
  var receive = Defaults.receive

  @Option(help: "Bytes the receiving application asks for at once.")
  var receiveBuffer = SizeArgument(bytes: 256 << 10)

  @Option(help: "How long to measure, warm-ups not counted, in windows of 1 s.")
  var duration = DurationArgument(nanoseconds: 10_000_000_000)

  @Option(help: "Warm-up before each window.")
  var warmup = DurationArgument(nanoseconds: 150_000_000)

  @OptionGroup(title: "Sockets and threads") var options: CellArguments
  @OptionGroup(title: "Instruments") var instruments: InstrumentArguments

  @Option(
    help:
      "SQLite file that keeps the samples, for `report`, `compare` and `export`; without it none is kept.",
    completion: .file())
  var archive: String?

  @Option(
    help: "Also write host and samples to this JSON file.", completion: .file(extensions: ["json"]))
  var json: String?

  private static let windowNanoseconds: UInt64 = 1_000_000_000

  func run() async throws {
    var files = CommandFiles()
    if let archive { files.archive(archive, isWritten: true) }
    if let json { files.output(json, option: "--json") }
    try files.check()
    try await RunSession().run(try request(), archive: archive, json: json)
  }

  private func request() throws -> SweepRequest {
    guard duration.nanoseconds > 0 else {
      throw UsageError.noDuration
    }
    var request = SweepRequest()
    request.primitives = [primitive]
    request.receives = [receive]
    request.messageBytes = [size.bytes]
    request.flows = [flows]
    request.links = [link]
    request.receiveBufferBytes = [receiveBuffer.bytes]
    options.apply(to: &request.options)
    request.congestionIsTyped = options.sockets.congestion != nil
    request.warmup = .fixed(nanoseconds: warmup.nanoseconds)
    request.windowNanoseconds = min(duration.nanoseconds, Self.windowNanoseconds)
    // By count a window ends when the messages are sent: one is what was asked for.
    let windows = (duration.nanoseconds + request.windowNanoseconds / 2) / request.windowNanoseconds
    request.rounds = options.messages == nil ? Int(windows) : 1
    request.twins = 0
    request.instruments = try instruments.instruments()
    request.makesLedgers = instruments.ledger == .on
    // One cell has one order: the seed decides nothing, and the same command makes the same plan.
    request.seed = 0
    return request
  }
}
