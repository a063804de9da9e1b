import Records

/// Something read at both edges of a window, for one side.
///
/// Adding one: a file in this target with its `Metric` values, and a line in `Probes.swift`.
/// A probe that cannot read a metric returns a reading with the reason; it never throws and never answers 0
/// instead.
package protocol Probe: Sendable {
  static var metrics: [Metric] { get }

  /// Called once the flow threads exist and are connected, before warm-up: opens descriptors.
  init(scope: ProbeScope)
  /// Called while the flows warm up: whatever takes long and must not disturb the window.
  mutating func prepare()
  /// Called at the opening edge of the window, from the control thread.
  mutating func open()
  /// Called now and then between the edges: empties what would run over.
  mutating func poll()
  /// Called at the closing edge.
  mutating func close()
  /// Called soon after the closing edge, when no figure waits for it: whatever takes long and cannot wait for the drain.
  mutating func conclude()
  /// Called after the drain; the difference between the edges, one reading per metric.
  func readings() -> [Reading]
  /// Called before `readings` when the edges were not the window's own: how many times the traffic between them the
  /// window saw. Counts are scaled by it, shares are not.
  mutating func scale(by traffic: Double)
  /// Called after the drain: what a reader of the figures has to know.
  func caveats() -> [Caveat]
}

extension Probe {
  package mutating func prepare() {}
  package mutating func poll() {}
  package mutating func conclude() {}
  package mutating func scale(by traffic: Double) {}
  package func caveats() -> [Caveat] { [] }
}

/// Whom a probe watches.
package struct ProbeScope: Sendable {
  /// `.sender` or `.receiver`.
  package var side: Side
  /// Kernel thread ids of the flow threads.
  package var threads: [Int32]
  /// Descriptors of the connected data sockets, one per flow; they must stay open until `close()` has
  /// returned.
  package var sockets: [Int32]
  /// Device whose counters prove the path, as seen in the worker's network namespace; nil for none.
  package var device: String?
  /// Whether this side also reads the whole machine; one side of a host does.
  package var readsMachine: Bool
  /// What is read beyond the usual counters.
  package var instruments: Instruments

  package init(
    side: Side, threads: [Int32], sockets: [Int32], device: String? = nil, readsMachine: Bool = false,
    instruments: Instruments = Instruments()
  ) {
    self.side = side
    self.threads = threads
    self.sockets = sockets
    self.device = device
    self.readsMachine = readsMachine
    self.instruments = instruments
  }
}
