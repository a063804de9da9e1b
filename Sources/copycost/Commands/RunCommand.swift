import ArgumentParser
import Foundation
import Lab
import Records
import Report
import Synchronization

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
  var primitive = "two-copy"

  @Option(help: "Message size.")
  var size = SizeArgument(bytes: 64 << 10)

  @Option(help: "Flows: connections with a thread at each end.")
  var flows = 1

  @Option(help: "loopback, veth, or auto (veth where namespaces are allowed, else loopback).")
  var link = "loopback"

  @Option(help: "Receive primitive.")
  var receive = "read"

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
    let scratch = archive == nil ? try ScratchArchive() : nil
    let session = SweepSession(
      archivePath: archive ?? scratch?.path ?? "", worker: try Installation.worker(),
      tools: Installation.tools(), isQuiet: true)
    let begun = try await session.begin(try request())
    let screen = LiveScreen()
    Screen.show("\(begun.sweep.plan.cells[0]), taken with \(receive)")
    do {
      try await Interruption.cancelling { try await session.take(begun) { screen.show($0) } }
    } catch is CancellationError {
      guard screen.samples > 0 else {
        throw OperationError(
          "interrupted before the first window ended", effect: "there are no statistics",
          remedy: "Let it run for longer")
      }
    }
    Screen.show("")
    try session.write(begun, csv: nil, json: json)
    try session.printSummary(begun)
    try session.checkOutcome(begun)
    try session.checkStored(begun)
    withExtendedLifetime(scratch) {}
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

/// Prints each window when it is over.
private final class LiveScreen: Sendable {
  private let state = Mutex((samples: 0, measured: UInt64(0)))

  /// Windows that were measured.
  var samples: Int { state.withLock { $0.samples } }

  func show(_ event: SweepEvent) {
    guard case .sampled(let sample, _, _) = event else { return }
    let measured = state.withLock { state in
      if sample.failure == nil { state.samples += 1 }
      let window = sample.value(TrafficMetrics.window.name, .flow) ?? 0
      state.measured &+= (try? ForeignNumber.whole(window, "window")) ?? 0
      return state.measured
    }
    Screen.show(LiveLine.text(sample, elapsedNanoseconds: measured))
  }
}

/// An archive for one run that nobody wants to keep, gone with this value.
private final class ScratchArchive: Sendable {
  private let directory: String

  var path: String { "\(directory)/run.db" }

  init() throws {
    directory = NSTemporaryDirectory() + "copycost-run-\(UUID().uuidString)"
    do {
      try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
    } catch {
      throw OperationError(
        "the temporary directory \(directory) cannot be made", effect: "nothing was run",
        remedy: "Name a directory that can be written in TMPDIR, or a file with --archive")
    }
  }

  deinit { try? FileManager.default.removeItem(atPath: directory) }
}
