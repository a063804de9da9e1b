import Records

/// Which CPUs the two ends of a peer may use: dealt by `FlowPlacement`, like those of our own flows.
package struct PeerPlacement: Sendable, Equatable {
  /// CPU of flow i is element i modulo the count; nil leaves the flows to the scheduler.
  package var sender: [Int]?
  package var receiver: [Int]?

  /// - Parameter cpus: CPUs the flows may run on, in order.
  package init(_ pinning: Pinning, flows: Int, cpus: [Int]) {
    sender = FlowPlacement.dealt(pinning, flows: flows, side: .sender, allowed: cpus)
    receiver = FlowPlacement.dealt(pinning, flows: flows, side: .receiver, allowed: cpus)
  }
}
