import Records

/// What the doctor looks at: the facts of a machine and what is going to be measured on it.
package struct Checkup: Sendable {
  package var host: HostFacts
  /// Most flows at once.
  package var flows: Int
  /// Congestion controls that will be set per socket.
  package var congestion: Set<String>
  /// Names of links the data will cross; empty while nobody has said.
  package var links: Set<String>

  package init(
    host: HostFacts, flows: Int = 1, congestion: Set<String> = [CellOptions().congestion],
    links: Set<String> = []
  ) {
    self.host = host
    self.flows = flows
    self.congestion = congestion
    self.links = links
  }

  /// The checkup of a sweep before its first sample.
  package init(host: HostFacts, plan: Plan) {
    self.init(
      host: host, flows: plan.cells.map(\.flows).max() ?? 1,
      congestion: Set(plan.cells.map(\.options.congestion)), links: Set(plan.cells.map(\.link)))
  }

  /// A fact's value.
  ///
  /// - Throws: `Unknown` with the reason that was recorded.
  func value(_ fact: String) throws(Unknown) -> String {
    guard let found = host.facts.first(where: { $0.name == fact }) else {
      throw Unknown("\(fact) was not recorded")
    }
    guard let value = found.value else { throw Unknown(found.reason ?? "\(fact) was not read") }
    return value
  }

  /// A fact that is a number, at its beginning at least.
  func number(_ fact: String) throws(Unknown) -> Double {
    let text = try value(fact)
    guard let number = Double(text.prefix { $0.isNumber || $0 == "." }) else {
      throw Unknown("\(fact) is \(text), not a number")
    }
    // 2^53: above it a Double skips whole numbers, and no limit or share of a machine is so large.
    guard number <= 0x1p53 else { throw Unknown("\(fact) is \(text.prefix(24)), which cannot be") }
    return number
  }

  /// CPUs this process may use.
  func allowedCPUs() throws(Unknown) -> [Int] {
    try CPUList.numbers(try value("process.cpus"))
  }

  /// What this process may use of groups of CPUs, such as the siblings of a core; empty ones are left out.
  func allowedGroups(_ lists: [String]) throws(Unknown) -> [[Int]] {
    let allowed = Set(try allowedCPUs())
    var groups: [[Int]] = []
    for list in lists {
      let shared = try CPUList.numbers(list).filter(allowed.contains)
      if !shared.isEmpty { groups.append(shared) }
    }
    return groups
  }
}

/// Why a question about the machine has no answer.
package struct Unknown: Error, Sendable {
  package var reason: Prose

  init(_ reason: Prose) {
    self.reason = reason
  }
}
