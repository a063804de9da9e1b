import Foundation
import Processes
import Records

/// iperf3, the tool most people measure TCP with; its server receives and counts.
///
/// Written for iperf3 3.12 (Debian 12): one thread per end whatever the number of flows, and a server that reads
/// with the client's block size. Options and JSON: iperf3(1).
struct Iperf3: Peer {
  let zerocopy: Bool

  var name: String { zerocopy ? "iperf3-zerocopy" : "iperf3" }
  var summary: String {
    zerocopy
      ? "iperf3 -Z: sendfile from one file that stays in the page cache"
      : "iperf3: write of one prepared buffer, one thread per end"
  }

  /// iperf3 reports this often; its shortest interval.
  static let intervalNanoseconds: UInt64 = 100_000_000
  /// MAX_BLOCKSIZE and MAX_STREAMS of its source.
  static let largestBlock = 1 << 20
  static let mostFlows = 128

  func version(toolsDirectory: String) async throws -> String {
    let outcome = try await PeerProcess.run(
      [try Program.iperf3.locate(), "--version"], deadline: .seconds(5))
    guard let line = outcome.output.split(separator: "\n").first, outcome.succeeded else {
      throw OperationError(
        "iperf3 --version failed: \(outcome.lastErrorLine)", effect: "\(name) cells cannot run",
        remedy: "Install it again with apt-get install iperf3")
    }
    return String(line)
  }

  func script(_ request: PeerRequest) throws -> PeerScript {
    try check(request.cell)
    let program = try Program.iperf3.locate()
    let cell = request.cell
    let place = PeerPlacement(cell.options.pinning, flows: cell.flows, cpus: request.cpus)
    let timing = Timing(warmup: request.warmupNanoseconds, window: request.windowNanoseconds)
    var server = [
      program, "-s", "-1", "-J", "-i", "0.1", "-p", "\(request.port)", "-B", request.receiverAddress,
    ]
    server += ["--idle-timeout", "10"] + affinity(place.receiver)
    var client = [
      program, "-c", request.receiverAddress, "-B", request.senderAddress, "-p", "\(request.port)",
    ]
    client += [
      "-J", "-i", "0.1", "-t", "\(timing.seconds)", "-l", "\(cell.messageBytes)", "-P", "\(cell.flows)",
    ]
    client += ["-C", cell.options.congestion, "--connect-timeout", "5000"] + affinity(place.sender)
    if zerocopy { client.append("-Z") }
    if cell.options.nodelay { client.append("-N") }
    if let segment = cell.options.maximumSegmentBytes { client += ["-M", "\(segment)"] }
    if let buffer = cell.options.sendBufferBytes { client += ["-w", "\(buffer)"] }

    let caveats = caveats(cell)
    let name = name
    let window = request.windowNanoseconds
    return PeerScript(
      listener: .init(end: .receiver, arguments: server), connector: .init(end: .sender, arguments: client),
      port: request.port, deadlineNanoseconds: UInt64(timing.seconds) * 1_000_000_000 + 15_000_000_000
    ) { listenerOutput, connectorOutput in
      try Iperf3Output.failure(in: connectorOutput, from: "\(name) client")
      try Iperf3Output.failure(in: listenerOutput, from: "\(name) server")
      var traffic = try Iperf3Output.traffic(in: listenerOutput, from: name, timing: timing)
      traffic.caveats += caveats
      let measured = traffic.windowNanoseconds
      if measured > window + window / 10 || measured + window / 10 < window {
        traffic.caveats.append(.peerWindow(peer: name, measured: measured, wanted: window))
      }
      return traffic
    }
  }

  /// Which of iperf3's intervals are the window, and for how long it has to run to have them.
  ///
  /// Both edges move to the next multiple of 100 ms: the window never starts before the warm-up is over.
  struct Timing: Sendable, Equatable {
    var skippedIntervals: Int
    var countedIntervals: Int
    /// What `-t` takes: whole seconds, at least one interval beyond the window.
    var seconds: Int

    init(warmup: UInt64, window: UInt64) {
      let interval = Iperf3.intervalNanoseconds
      skippedIntervals = Int((warmup + interval - 1) / interval)
      countedIntervals = max(1, Int((window + interval / 2) / interval))
      seconds = (skippedIntervals + countedIntervals) / 10 + 1
    }
  }

  private func affinity(_ cpus: [Int]?) -> [String] {
    cpus?.first.map { ["-A", "\($0)"] } ?? []
  }

  private func caveats(_ cell: Cell) -> [Caveat] {
    var caveats: [Caveat] = []
    if cell.options.receiveBufferBytes != cell.messageBytes {
      caveats.append(
        .peerReceiveBuffer(peer: name, uses: cell.messageBytes, instead: cell.options.receiveBufferBytes))
    }
    if cell.flows > 1 { caveats.append(.peerSingleThread(peer: name, flows: cell.flows)) }
    return caveats
  }

  private func check(_ cell: Cell) throws {
    func refuse(_ lack: PeerLack) -> UsageError { .peer(name, lack, cell: cell) }
    if cell.receive != "read" { throw refuse(.receivePrimitive(cell.receive, known: ["read"])) }
    if cell.messageBytes > Iperf3.largestBlock { throw refuse(.messagesAbove(Iperf3.largestBlock)) }
    if cell.flows > Iperf3.mostFlows { throw refuse(.flowsAbove(Iperf3.mostFlows)) }
    if cell.options.sendBufferBytes != cell.options.receiveSocketBufferBytes {
      throw refuse(.differentSocketBuffers)
    }
    if cell.options.notsentLowatBytes != nil { throw refuse(.noUnsentLimit) }
    if cell.options.messagesPerFlow != nil { throw refuse(.countedMessages) }
  }
}
