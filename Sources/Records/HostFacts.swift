/// What the figures depend on and the reader cannot see: the machine, its kernel and their settings.
///
/// A flat list of named facts with a value or a reason, so that a new fact needs no migration.
package struct HostFacts: Codable, Hashable, Sendable {
  package var facts: [Fact]

  package struct Fact: Codable, Sendable {
    /// `cpu.model`, `kernel.release`, `sysctl.net.core.optmem_max`, ...
    package var name: String
    package var value: String?
    /// Why there is no value.
    package var reason: Prose?
    /// What refused it, where that is known; archives made before refusals were stored do not say.
    package var refusal: Refusal?

    package init(_ name: String, _ value: String) {
      self.name = name
      self.value = value
    }

    package init(_ name: String, unavailable reason: Prose, _ refusal: Refusal? = nil) {
      self.name = name
      self.reason = reason
      self.refusal = refusal
    }

    package init(_ name: String, _ missing: Unavailable) {
      self.init(name, unavailable: Prose(missing.reason), missing.refusal)
    }
  }

  package init(facts: [Fact] = []) {
    self.facts = facts
  }

  package subscript(name: String) -> String? {
    facts.first { $0.name == name }?.value
  }
}

extension HostFacts.Fact {
  /// Whether two hosts say the same of it; which refusal an archive stores does not count.
  package func agrees(with other: HostFacts.Fact) -> Bool {
    value == other.value && Prose.isSame(reason, other.reason)
  }
}

extension HostFacts.Fact: Hashable {
  package static func == (left: HostFacts.Fact, right: HostFacts.Fact) -> Bool {
    left.name == right.name && left.value == right.value && left.refusal == right.refusal
      && Prose.isSame(left.reason, right.reason)
  }

  package func hash(into hasher: inout Hasher) {
    hasher.combine(name)
    hasher.combine(value)
  }
}

/// Value of the fact `zerocopy.loopback`: whether the kernel copied what was lent to a receiver on this machine.
package enum LoopbackCopy: String, Sendable {
  case copied = "copied after all"
  case notCopied = "not copied"
}
