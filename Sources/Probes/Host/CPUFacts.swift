import Records

extension HostFactsReader {
  private static let cpuDirectory = "sys/devices/system/cpu"

  func cpuFacts() -> [HostFacts.Fact] {
    let cpu = Self.cpuDirectory
    return [
      tree.fact("cpu.model") { () throws(Unavailable) in try cpuInfo("model name", "Model", "cpu model") },
      tree.fact("cpu.count") { () throws(Unavailable) in
        String(try cpuListCount(try tree.text("\(cpu)/online")))
      },
      tree.fact("cpu.online", "\(cpu)/online"),
    ] + topologyFacts() + groupingFacts() + cacheFacts() + [
      tree.fact("cpu.governors") { () throws(Unavailable) in try governors() },
      tree.fact("cpu.governor", "\(cpu)/cpu0/cpufreq/scaling_governor"),
      tree.fact("cpu.frequency_driver", "\(cpu)/cpu0/cpufreq/scaling_driver"),
      tree.fact("cpu.turbo") { () throws(Unavailable) in try turbo() },
      tree.fact("cpu.idle_driver", "\(cpu)/cpuidle/current_driver"),
      tree.fact("cpu.idle_governor", "\(cpu)/cpuidle/current_governor"),
      tree.fact("cpu.haltpoll_ns", "sys/module/haltpoll/parameters/guest_halt_poll_ns"),
      tree.fact("cpu.idle_states") { () throws(Unavailable) in try idleStates() },
      tree.fact("cpu.mitigations") { () throws(Unavailable) in try mitigations() },
    ]
  }

  /// First value of /proc/cpuinfo under one of these keys, which differ by architecture.
  private func cpuInfo(_ keys: String...) throws(Unavailable) -> String {
    for line in try tree.text("proc/cpuinfo").split(separator: "\n") {
      guard let colon = line.firstIndex(of: ":") else { continue }
      let key = line[..<colon].split(whereSeparator: \.isWhitespace).joined(separator: " ")
      guard keys.contains(key) else { continue }
      return line[line.index(after: colon)...].split(whereSeparator: \.isWhitespace).joined(separator: " ")
    }
    throw Unavailable("/proc/cpuinfo has no \(keys[0])")
  }

  private func topologyFacts() -> [HostFacts.Fact] {
    [
      tree.fact("cpu.sockets") { () throws(Unavailable) in
        String(try distinct(["physical_package_id"]))
      },
      tree.fact("cpu.cores") { () throws(Unavailable) in
        String(try distinct(["physical_package_id", "core_id"]))
      },
      tree.fact("cpu.threads_per_core") { () throws(Unavailable) in
        String(try cpuListCount(try tree.text("\(Self.cpuDirectory)/cpu0/topology/thread_siblings_list")))
      },
      tree.fact("cpu.numa_nodes") { () throws(Unavailable) in
        String(try cpuListCount(try tree.text("sys/devices/system/node/online")))
      },
      coreTypeFact("cpu.p_cores", "cpu_core"),
      coreTypeFact("cpu.e_cores", "cpu_atom"),
    ]
  }

  /// CPUs of one kind of core, which only hybrid x86 CPUs list.
  private func coreTypeFact(_ name: String, _ pmu: String) -> HostFacts.Fact {
    tree.fact(name) { () throws(Unavailable) in
      guard let cpus = try? tree.text("sys/devices/\(pmu)/cpus") else {
        throw Unavailable("no /sys/devices/\(pmu)/cpus: not a hybrid CPU, or its PMU is hidden")
      }
      return cpus
    }
  }

  /// How many different values the CPUs' topology files hold together.
  private func distinct(_ files: [String]) throws(Unavailable) -> Int {
    var values: Set<[String]> = []
    for cpu in tree.names(in: Self.cpuDirectory) where cpu.hasPrefix("cpu") && Int(cpu.dropFirst(3)) != nil {
      var value: [String] = []
      for file in files {
        // A CPU that is offline has no topology.
        guard let text = try? tree.text("\(Self.cpuDirectory)/\(cpu)/topology/\(file)") else { continue }
        value.append(text)
      }
      if value.count == files.count { values.insert(value) }
    }
    guard !values.isEmpty else { throw Unavailable("no \(files.last ?? "") under /\(Self.cpuDirectory)") }
    return values.count
  }

  /// Sizes as sysfs gives them for CPU 0, with the CPUs that share the cache.
  private func cacheFacts() -> [HostFacts.Fact] {
    let directory = "\(Self.cpuDirectory)/cpu0/cache"
    let indexes = tree.names(in: directory).filter { $0.hasPrefix("index") }
    return [
      ("l1d", "1", "Data"), ("l1i", "1", "Instruction"), ("l2", "2", "Unified"), ("l3", "3", "Unified"),
    ].map {
      name, level, type in
      tree.fact("cpu.cache.\(name)") { () throws(Unavailable) in
        for index in indexes {
          guard try tree.text("\(directory)/\(index)/level") == level,
            try tree.text("\(directory)/\(index)/type") == type
          else { continue }
          let shared = try tree.text("\(directory)/\(index)/shared_cpu_list")
          return "\(try tree.text("\(directory)/\(index)/size")) (CPUs \(shared))"
        }
        throw Unavailable("/\(directory) lists no such cache")
      }
    }
  }

  /// On or off by whichever of the two drivers says so.
  private func turbo() throws(Unavailable) -> String {
    if let disabled = try? tree.text("\(Self.cpuDirectory)/intel_pstate/no_turbo") {
      return disabled == "0" ? "on" : "off"
    }
    if let boost = try? tree.text("\(Self.cpuDirectory)/cpufreq/boost") {
      return boost == "1" ? "on" : "off"
    }
    throw Unavailable("neither intel_pstate/no_turbo nor cpufreq/boost under /\(Self.cpuDirectory)")
  }

  /// What the kernel does about CPU vulnerabilities, which is paid at every system call.
  private func mitigations() throws(Unavailable) -> String {
    let directory = "\(Self.cpuDirectory)/vulnerabilities"
    var lines: [String] = []
    for name in tree.names(in: directory) {
      let state = try tree.text("\(directory)/\(name)")
      if state != "Not affected" { lines.append("\(name): \(state)") }
    }
    guard !tree.names(in: directory).isEmpty else { throw Unavailable("no /\(directory)") }
    return lines.isEmpty ? "none needed" : lines.joined(separator: "; ")
  }
}
