import Records

/// Which CPUs are alike and which share something: CPU lists in ascending order of their first CPU.
extension HostFactsReader {
  private static let cpuDirectory = "sys/devices/system/cpu"

  func groupingFacts() -> [HostFacts.Fact] {
    [
      tree.fact("cpu.siblings") { () throws(Unavailable) in
        try lists(cpuNames.map { "\(Self.cpuDirectory)/\($0)/topology/thread_siblings_list" })
      },
      tree.fact("cpu.node_cpus") { () throws(Unavailable) in
        let directory = "sys/devices/system/node"
        let nodes = tree.names(in: directory).filter { $0.hasPrefix("node") && Int($0.dropFirst(4)) != nil }
        return try lists(nodes.map { "\(directory)/\($0)/cpulist" })
      },
      tree.fact("cpu.capacities") { () throws(Unavailable) in
        // Relative speed, 1024 for the fastest CPUs: Documentation/devicetree/bindings/cpu/cpu-capacity.txt.
        try grouped("cpu_capacity").map { "\($0.value): \($0.cpus)" }.joined(separator: "; ")
      },
    ]
  }

  /// Frequency governors of all CPUs, each once.
  func governors() throws(Unavailable) -> String {
    try grouped("cpufreq/scaling_governor").map(\.value).joined(separator: " ")
  }

  /// Idle states that CPU 0 may enter, with the microseconds that leaving them takes.
  func idleStates() throws(Unavailable) -> String {
    let directory = "\(Self.cpuDirectory)/cpu0/cpuidle"
    var states: [String] = []
    for state in tree.names(in: directory) where state.hasPrefix("state") {
      if (try? tree.text("\(directory)/\(state)/disable")) == "1" { continue }
      let name = try tree.text("\(directory)/\(state)/name")
      states.append("\(name) \(try tree.text("\(directory)/\(state)/latency")) us")
    }
    guard !states.isEmpty else { throw Unavailable("no idle states under /\(directory)") }
    return states.joined(separator: ", ")
  }

  private var cpuNames: [String] {
    tree.names(in: Self.cpuDirectory).filter { $0.hasPrefix("cpu") && Int($0.dropFirst(3)) != nil }
      .sorted { Int($0.dropFirst(3)) ?? 0 < Int($1.dropFirst(3)) ?? 0 }
  }

  /// The different lists in these files, an absent file (of a CPU that is offline) left out.
  private func lists(_ files: [String]) throws(Unavailable) -> String {
    var lists: [String] = []
    for file in files {
      guard let list = try? tree.text(file), !list.isEmpty, !lists.contains(list) else { continue }
      lists.append(list)
    }
    guard !lists.isEmpty else { throw Unavailable("cannot read /\(files.first ?? "a list of CPUs")") }
    return lists.joined(separator: " ")
  }

  /// CPUs by what a file of theirs holds, in ascending order of the first one.
  private func grouped(_ file: String) throws(Unavailable) -> [(value: String, cpus: String)] {
    var groups: [(value: String, cpus: String)] = []
    for name in cpuNames {
      guard let value = try? tree.text("\(Self.cpuDirectory)/\(name)/\(file)") else { continue }
      let cpu = String(name.dropFirst(3))
      if let index = groups.firstIndex(where: { $0.value == value }) {
        groups[index].cpus += ",\(cpu)"
      } else {
        groups.append((value, cpu))
      }
    }
    guard !groups.isEmpty else { throw Unavailable("no CPU has \(file) under /\(Self.cpuDirectory)") }
    return groups
  }
}
