import Foundation
import Processes
import Records

/// c-loop, the same send primitive in plain C: what our per-message loop is held against.
///
/// Source: `Benchmarks/c-loop.c`, built by `make` into the tools directory.
struct CLoop: Peer {
  /// `two-copy`, `one-copy`, `zero-copy` or `contiguous`.
  let primitive: String

  var name: String { "c-loop-\(primitive)" }
  var summary: String { "\(primitive) in a C program with the same system calls per message" }

  func version(toolsDirectory: String) async throws -> String {
    let tool = try Installation().tool("c-loop", in: toolsDirectory)
    let outcome = try await PeerProcess.run([tool, "--version"], deadline: .seconds(5))
    guard let line = outcome.output.split(separator: "\n").first, outcome.succeeded else {
      throw OperationError(
        "c-loop --version failed: \(outcome.lastErrorLine)", effect: "\(name) cells cannot run",
        remedy: "Build it again with make")
    }
    return String(line)
  }

  func script(_ request: PeerRequest) throws -> PeerScript {
    let cell = request.cell
    let known = ["read", "truncate"]
    guard known.contains(cell.receive) else {
      throw UsageError.peer(name, .receivePrimitive(cell.receive, known: known), cell: cell)
    }
    let place = PeerPlacement(cell.options.pinning, flows: cell.flows, cpus: request.cpus)
    let tool = "\(request.toolsDirectory)/c-loop"
    let common = common(request)
    let sender = [tool, "send", primitive] + common + cpus(place.sender) + count(cell)
    let receiver = [tool, "recv", cell.receive] + common + cpus(place.receiver)

    let name = name
    let warmup = request.warmupNanoseconds
    let counted = cell.options.messagesPerFlow != nil
    return PeerScript(
      listener: .init(end: .sender, arguments: sender), connector: .init(end: .receiver, arguments: receiver),
      port: request.port, deadlineNanoseconds: deadlineNanoseconds(request)
    ) { _, receiverOutput in
      let report = try CLoopOutput(receiverOutput, from: name)
      var caveats: [Caveat] = []
      if !counted, report.warmupNanoseconds + warmup / 20 < warmup {
        caveats.append(.peerWarmup(peer: name, measured: report.warmupNanoseconds, wanted: warmup))
      }
      return PeerTraffic(
        receivedBytes: report.receivedBytes, windowNanoseconds: report.windowNanoseconds, caveats: caveats)
    }
  }

  /// A run by count may take as long as it takes; this is where we give up on it.
  private static let countDeadlineNanoseconds: UInt64 = 120_000_000_000

  private func deadlineNanoseconds(_ request: PeerRequest) -> UInt64 {
    guard request.cell.options.messagesPerFlow == nil else { return CLoop.countDeadlineNanoseconds }
    return request.warmupNanoseconds + request.windowNanoseconds + 15_000_000_000
  }

  /// The options that both ends take.
  private func common(_ request: PeerRequest) -> [String] {
    let cell = request.cell
    let options = cell.options
    var words = ["--address", request.senderAddress, "--port", "\(request.port)"]
    words += ["--size", "\(cell.messageBytes)", "--flows", "\(cell.flows)", "--fields", "\(options.fields)"]
    words += ["--receive-buffer", "\(options.receiveBufferBytes)", "--congestion", options.congestion]
    words += ["--deadline", "\(deadlineNanoseconds(request) / 1_000_000_000)"]
    if options.nodelay { words += ["--nodelay", "1"] }
    if let bytes = options.sendBufferBytes { words += ["--send-buffer", "\(bytes)"] }
    if let bytes = options.receiveSocketBufferBytes { words += ["--receive-socket-buffer", "\(bytes)"] }
    if let bytes = options.maximumSegmentBytes { words += ["--mss", "\(bytes)"] }
    if let bytes = options.notsentLowatBytes { words += ["--notsent-lowat", "\(bytes)"] }
    if options.messagesPerFlow == nil {
      let open = request.readyNanoseconds + request.warmupNanoseconds
      words += ["--begin", "\(request.readyNanoseconds)", "--open", "\(open)"]
      words += ["--close", "\(open + request.windowNanoseconds)"]
    }
    return words
  }

  private func cpus(_ list: [Int]?) -> [String] {
    list.map { ["--cpus", $0.map(String.init).joined(separator: ",")] } ?? []
  }

  private func count(_ cell: Cell) -> [String] {
    cell.options.messagesPerFlow.map { ["--messages", "\($0)"] } ?? []
  }
}

/// The line that the receiving c-loop prints.
struct CLoopOutput: Decodable {
  var receivedBytes: UInt64
  var windowNanoseconds: UInt64
  /// From the first flow thread's start to the opening edge.
  var warmupNanoseconds: UInt64

  /// A day: longer than any run, and far below what overflows.
  private static let longestNanoseconds: UInt64 = 86_400_000_000_000

  private enum CodingKeys: String, CodingKey {
    case receivedBytes = "received_bytes"
    case windowNanoseconds = "window_ns"
    case warmupNanoseconds = "warmup_ns"
  }

  init(_ output: String, from name: String) throws {
    guard let report = try? JSONDecoder().decode(CLoopOutput.self, from: Data(output.utf8)),
      (1...Self.longestNanoseconds).contains(report.windowNanoseconds),
      report.warmupNanoseconds <= Self.longestNanoseconds
    else {
      throw OperationError(
        "\(name) printed no line that can be read", effect: "this sample was not measured",
        remedy: "Build it again with make, and run c-loop by hand")
    }
    self = report
  }
}
