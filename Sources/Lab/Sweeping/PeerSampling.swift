import Kernel
import Records

/// One sample of a peer: its script run over the cell's link, its traffic as a sample like ours.
struct PeerSampling {
  let toolsDirectory: String

  /// What two processes may need to start and connect before the warm-up begins; c-loop reports when it was late.
  private static let startNanoseconds: UInt64 = 150_000_000
  /// Ports for listeners, below the range from which the kernel picks for connecting sockets (32768 up).
  private static let ports = 20_000..<32_000

  func sample(
    of peer: any Peer, cell: Cell, link: OpenLink, round: Int, order: Int, timing: WorkerPair.Timing
  ) async throws -> Sample {
    let request = PeerRequest(
      cell: cell, senderAddress: link.sender.address, receiverAddress: link.receiver.address,
      port: Int.random(in: Self.ports), warmupNanoseconds: timing.warmupNanoseconds,
      windowNanoseconds: timing.windowNanoseconds,
      readyNanoseconds: MonotonicClock.now() + Self.startNanoseconds + UInt64(cell.flows) * 1_000_000,
      toolsDirectory: toolsDirectory, cpus: CPUs.allowed())
    let runner = PeerRunner(sender: link.sender, receiver: link.receiver)
    let traffic = try await runner.run(peer.script(request))
    var sample = Sample(cell: cell, round: round, order: order)
    sample.readings = Readings(readings(traffic, cell: cell))
    sample.caveats = traffic.caveats + [Caveats.peerCounters]
    if let standstill = Standstill(sample) { sample.caveats.append(Caveats.standstill(standstill)) }
    return sample
  }

  private func readings(_ traffic: PeerTraffic, cell: Cell) -> [Reading] {
    let bytes = Double(traffic.receivedBytes)
    let window = Double(traffic.windowNanoseconds)
    let messages = bytes / Double(cell.messageBytes)
    let none = "nothing was received in the window"
    return [
      Reading(TrafficMetrics.window, .flow, window),
      Reading(TrafficMetrics.receivedBytes, .flow, bytes),
      Reading(TrafficMetrics.messages, .flow, messages),
      window > 0
        ? Reading(TrafficMetrics.goodput, .flow, bytes * 8 / (window / 1e9))
        : Reading(TrafficMetrics.goodput, .flow, unavailable: "the window has no length"),
      messages > 0
        ? Reading(TrafficMetrics.messageInterval, .flow, window * Double(cell.flows) / messages)
        : Reading(TrafficMetrics.messageInterval, .flow, unavailable: none),
    ]
  }
}
