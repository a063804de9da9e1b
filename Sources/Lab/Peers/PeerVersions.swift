import Records

/// The versions of the peers a plan uses, as facts of the sweep.
package enum PeerVersions {
  /// - Throws: `OperationError` when a peer of the plan is not installed.
  package static func facts(for plan: Plan, tools: String) async throws -> [HostFacts.Fact] {
    var facts: [HostFacts.Fact] = []
    for name in Set(plan.cells.map(\.primitive)).sorted() {
      guard let peer = Peers.named(name) else { continue }
      facts.append(HostFacts.Fact("peer.\(name)", try await peer.version(toolsDirectory: tools)))
    }
    return facts
  }
}
