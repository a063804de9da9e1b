/// What the figures depend on and the reader cannot see: the machine, its kernel and their settings.
///
/// A flat list of named facts with a value or a reason, so that a new fact needs no migration.
package struct HostFacts: Codable, Hashable, Sendable {
  package var facts: [Fact]

  package struct Fact: Codable, Hashable, Sendable {
    /// `cpu.model`, `kernel.release`, `sysctl.net.core.optmem_max`, ...
    package var name: String
    package var value: String?
    /// Why there is no value.
    package var reason: String?

    package init(_ name: String, _ value: String) {
      self.name = name
      self.value = value
      self.reason = nil
    }

    package init(_ name: String, unavailable reason: String) {
      self.name = name
      self.value = nil
      self.reason = reason
    }
  }

  package init(facts: [Fact] = []) {
    self.facts = facts
  }

  package subscript(name: String) -> String? {
    facts.first { $0.name == name }?.value
  }
}
