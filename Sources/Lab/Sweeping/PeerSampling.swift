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
    let figures = TrafficFigures(
      cell, windowNanoseconds: traffic.windowNanoseconds, receivedBytes: traffic.receivedBytes)
    sample.readings = Readings(figures.readings(sentBytes: nil))
    sample.caveats = traffic.caveats + [Caveats.peerCounters]
    if let standstill = Standstill(sample) { sample.caveats.append(Caveats.standstill(standstill)) }
    return sample
  }
}
