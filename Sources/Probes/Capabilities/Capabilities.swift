import Records

/// Every capability there is, in the order in which `doctor` shows them.
package enum Capabilities {
  static let all: [any Capability.Type] = [
    PerfCapability.self,
    TracepointCapability.self,
    KernelSymbolsCapability.self,
    NamespaceCapability.self,
    ZeroCopyCapability.self,
    IOUringCapability.self,
    CongestionCapability.self,
  ]

  /// Tries everything in the network namespace and with the rights of the calling thread; a few ms.
  package static func facts(root: String = "/") -> [HostFacts.Fact] {
    let tree = FactTree(root: root)
    return all.flatMap { $0.facts(tree) }
  }
}
