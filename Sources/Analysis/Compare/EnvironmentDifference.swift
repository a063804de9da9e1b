import Records

/// A fact about the hosts that differs between two sides, which may explain any difference of their figures.
package struct EnvironmentDifference: Codable, Hashable, Sendable {
  /// `kernel.release`, `cpu.model`, ...
  package var fact: String
  /// The different values of a side's sweeps; a fact that could not be read shows its reason in brackets.
  package var candidate: [String]
  package var baseline: [String]

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
      let left = values(name, candidate)
      let right = values(name, baseline)
      guard Set(left + right).count > 1 else { return nil }
      return EnvironmentDifference(fact: name, candidate: left, baseline: right)
    }
  }

  private static func values(_ name: String, _ hosts: [HostFacts]) -> [String] {
    var values: [String] = []
    for host in hosts {
      let fact = host.facts.first { $0.name == name }
      let text = fact.map { $0.value ?? "(\($0.reason ?? "not read"))" } ?? "(not recorded)"
      if !values.contains(text) { values.append(text) }
    }
    return values
  }
}
