import DataPath
import Kernel
import Records
import Wire

/// The steps of a proof run in order; each has a connection of its own, so that none inherits what another left.
struct ProveSteps: Sendable {
  let job: ProveJob

  /// What both ends say to each other.
  static let control = 0
  static let delivered = 1
  static let queued = 2
  static let reads = 3
  static let stores = 4
  static let single = 5
  static let firstStream = 6

  /// Connections of the run.
  var flows: Int { Self.firstStream + job.streams + (job.sampledNanoseconds > 0 ? 1 : 0) }

  /// The stream during which the CPUs are sampled; nil for none.
  var sampledStream: Int? { job.sampledNanoseconds > 0 ? Self.firstStream + job.streams : nil }

  /// Whether the receiver traces a stream. Pairs take turns in which comes first, so that no order is favoured.
  func isTraced(stream: Int) -> Bool {
    (stream % 2 == 1) != (stream / 2 % 2 == 1)
  }

  /// Bytes of the messages of mutation and gather proofs.
  var proofBytes: Int { min(job.job.cell.messageBytes, ProofOptions.mostMessageBytes) }

  /// What a step sends; the streams send whole messages of the cell.
  func contents(of flow: Int) -> ProofContents {
    ProofContents(
      seed: job.seed &+ UInt64(flow) &* 0x9e37_79b9_7f4a_7c15,
      count: flow < Self.single ? proofBytes : job.job.cell.messageBytes)
  }

  /// Socket options of one step at one end.
  func options(of flow: Int, side: Side, zerocopy: Bool) -> SocketOptions {
    var options = SocketOptions(job.job.cell.options, side: side, zerocopy: zerocopy)
    guard flow < Self.single else { return options }
    // A trial queues its message while nobody reads, for which a limit of unsent data would leave no room.
    options.notsentLowatBytes = nil
    var buffers = ProofOptions()
    if flow == Self.delivered { buffers = ProofOptions(moment: .delivered, messageBytes: proofBytes) }
    if flow == Self.queued { buffers = ProofOptions(moment: .queued, messageBytes: proofBytes) }
    options.sendBufferBytes = side == .sender ? buffers.sendBufferBytes : nil
    options.receiveBufferBytes = side == .receiver ? buffers.receiveBufferBytes : nil
    return options
  }

  /// How long the whole run may take: the trials step over each store, the rest is counted in milliseconds.
  var limitNanoseconds: UInt64 {
    60_000_000_000 + (UInt64(job.streams) * job.streamNanoseconds + job.sampledNanoseconds) * 10
  }
}
