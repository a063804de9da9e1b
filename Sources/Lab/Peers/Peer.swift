import Records

/// Another tool run as one sample inside our rounds, for calibration.
///
/// Adding one: a file in this folder and a line in `Peers.swift`.
package protocol Peer: Sendable {
  /// What `--peer` takes and `Cell.primitive` stores: `iperf3`, `iperf3-zerocopy`, `c-loop-two-copy`.
  var name: String { get }
  /// One sentence for `list`.
  var summary: String { get }

  /// Version of the tool as it prints it.
  ///
  /// - Parameter toolsDirectory: directory with our own benchmark programs (`c-loop`).
  /// - Throws: `OperationError` with the remedy when the tool is not installed.
  func version(toolsDirectory: String) async throws -> String

  /// The two processes of one sample and how to read them.
  ///
  /// - Throws: `UsageError` where the tool cannot run this cell (a receive primitive it does not have, ...).
  func script(_ request: PeerRequest) throws -> PeerScript
}

/// One sample asked of a peer.
package struct PeerRequest: Sendable {
  package var cell: Cell
  package var senderAddress: String
  package var receiverAddress: String
  /// Free port for the end that listens.
  package var port: Int
  package var warmupNanoseconds: UInt64
  package var windowNanoseconds: UInt64
  /// CLOCK_MONOTONIC instant by which both ends should be connected: now plus the time two processes need to start.
  package var readyNanoseconds: UInt64
  /// Directory with our own benchmark programs (`c-loop`).
  package var toolsDirectory: String
  /// CPUs the flows may run on, in order; `CPUs.allowed()`, which is where a worker's `Hello` has them from, too.
  package var cpus: [Int]

  package init(
    cell: Cell, senderAddress: String, receiverAddress: String, port: Int, warmupNanoseconds: UInt64,
    windowNanoseconds: UInt64, readyNanoseconds: UInt64, toolsDirectory: String, cpus: [Int]
  ) {
    self.cell = cell
    self.senderAddress = senderAddress
    self.receiverAddress = receiverAddress
    self.port = port
    self.warmupNanoseconds = warmupNanoseconds
    self.windowNanoseconds = windowNanoseconds
    self.readyNanoseconds = readyNanoseconds
    self.toolsDirectory = toolsDirectory
    self.cpus = cpus
  }
}

/// What to start, in which order, and how to read what it printed.
package struct PeerScript: Sendable {
  package enum End: String, Sendable { case sender, receiver }

  package struct Process: Sendable {
    package var end: End
    package var arguments: [String]

    package init(end: End, arguments: [String]) {
      self.end = end
      self.arguments = arguments
    }
  }

  /// Started first; listens.
  package var listener: Process
  /// Started when something listens on the port.
  package var connector: Process
  /// TCP port on which the listener is ready once it appears in /proc/net/tcp.
  package var port: Int
  /// From start to the end of both processes; after it both are killed.
  package var deadlineNanoseconds: UInt64
  /// Standard output of listener and connector in, traffic of the window out.
  ///
  /// Called too when one of them failed, with what there is, so that the tool's own words name the failure.
  package var read: @Sendable (_ listenerOutput: String, _ connectorOutput: String) throws -> PeerTraffic

  package init(
    listener: Process, connector: Process, port: Int, deadlineNanoseconds: UInt64,
    read: @escaping @Sendable (String, String) throws -> PeerTraffic
  ) {
    self.listener = listener
    self.connector = connector
    self.port = port
    self.deadlineNanoseconds = deadlineNanoseconds
    self.read = read
  }
}

/// What a peer moved in its window, counted where it received.
package struct PeerTraffic: Sendable {
  package var receivedBytes: UInt64
  package var windowNanoseconds: UInt64
  /// Differences from our own samples that the reader must know.
  package var caveats: [Caveat]

  package init(receivedBytes: UInt64, windowNanoseconds: UInt64, caveats: [Caveat] = []) {
    self.receivedBytes = receivedBytes
    self.windowNanoseconds = windowNanoseconds
    self.caveats = caveats
  }
}
