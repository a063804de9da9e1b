import Records

/// One end of the two-terminal form: `copycost serve` sends to whoever connects, `copycost connect` receives from it until
/// it ends.
package struct TwoTerminalJob: Codable, Sendable, Equatable {
  /// Primitive of this end, flows (how many connections) and socket options; the message size is the serving side's.
  package var cell: Cell
  package var address: String
  package var port: UInt16
  /// How long each flow runs; nil where the serving side sends so many messages (`cell.options.messagesPerFlow`), and
  /// where the connecting one stays until that ends.
  package var durationNanoseconds: UInt64?
  /// How long to wait for the flows to connect.
  package var patienceNanoseconds: UInt64

  package init(
    cell: Cell, address: String, port: UInt16, durationNanoseconds: UInt64?, patienceNanoseconds: UInt64
  ) {
    self.cell = cell
    self.address = address
    self.port = port
    self.durationNanoseconds = durationNanoseconds
    self.patienceNanoseconds = patienceNanoseconds
  }
}

/// What the two-terminal commands print as it happens.
package enum ServeEvent: Codable, Sendable, Equatable {
  case listening(port: UInt16)
  case flowStarted(flow: Int, peer: String)
  case flowFinished(ServedFlow)
  /// So many connections ended, or could not be taken, before they were flows.
  case refused(connections: Int, cause: String)
  /// No more flows will come; `flows` lists all that were, in order.
  case finished(flows: [ServedFlow])
}

/// One flow of `serve` or `connect`, from its first to its last byte.
package struct ServedFlow: Codable, Sendable, Equatable {
  package var flow: Int
  package var peer: String
  package var report: FlowReport
  package var calls: UInt64
  /// CLOCK_MONOTONIC when its traffic began: flows of several clients overlap only in part.
  package var startedMonotonicNanoseconds: UInt64
  package var elapsedNanoseconds: UInt64
  package var cpuNanoseconds: UInt64?
  package var zerocopyCopiedLow: UInt64
  package var zerocopyCopiedHigh: UInt64
  /// What its socket was not granted; nil for nothing.
  package var caveats: [Caveat]?

  package init(
    flow: Int, peer: String, report: FlowReport, calls: UInt64,
    startedMonotonicNanoseconds: UInt64, elapsedNanoseconds: UInt64, cpuNanoseconds: UInt64?,
    zerocopyCopiedLow: UInt64 = 0, zerocopyCopiedHigh: UInt64 = 0
  ) {
    self.flow = flow
    self.peer = peer
    self.report = report
    self.calls = calls
    self.startedMonotonicNanoseconds = startedMonotonicNanoseconds
    self.elapsedNanoseconds = elapsedNanoseconds
    self.cpuNanoseconds = cpuNanoseconds
    self.zerocopyCopiedLow = zerocopyCopiedLow
    self.zerocopyCopiedHigh = zerocopyCopiedHigh
  }
}
