import Records

/// A fact about the hosts that differs between two sides, which may explain any difference of their figures.
package struct EnvironmentDifference: Sendable {
  /// `kernel.release`, `cpu.model`, ...
  package var fact: String
  /// The different values of a side's sweeps; a fact that could not be read shows its reason in brackets.
  package var candidate: [Prose]
  package var baseline: [Prose]

  /// Facts that are never the same twice and explain nothing by differing.
  private static func isVolatile(_ name: String) -> Bool {
    name == "load_average" || name == "cpu.steal_percent_since_boot" || name.hasPrefix("now.")
  }

  /// Facts whose values are not the same throughout, by name; those that vary within a side included.
  package static func differences(candidate: [HostFacts], baseline: [HostFacts]) -> [EnvironmentDifference] {
    var names: [String] = []
    var known: Set<String> = []
    for host in candidate + baseline {
      for fact in host.facts where known.insert(fact.name).inserted { names.append(fact.name) }
    }
    return names.filter { !isVolatile($0) }.compactMap { name in
      let (left, right) = (facts(name, candidate), facts(name, baseline))
      guard distinct(left + right).count > 1 else { return nil }
      return EnvironmentDifference(
        fact: name, candidate: distinct(left).map(words), baseline: distinct(right).map(words))
    }
  }

  private static func facts(_ name: String, _ hosts: [HostFacts]) -> [HostFacts.Fact] {
    hosts.map { host in
      host.facts.first { $0.name == name } ?? HostFacts.Fact(name, unavailable: "not recorded")
    }
  }

  private static func distinct(_ facts: [HostFacts.Fact]) -> [HostFacts.Fact] {
    var found: [HostFacts.Fact] = []
    for fact in facts where !found.contains(where: fact.agrees) { found.append(fact) }
    return found
  }

  private static func words(_ fact: HostFacts.Fact) -> Prose {
    fact.value.map { "\($0)" } ?? "(\(fact.reason ?? "not read"))"
  }
}
