import Records

/// CPUs that are not alike or not independent of each other.
enum CPUGroups {
  /// Two hardware threads of one core (SMT).
  static func siblings(_ checkup: Checkup) throws(Unknown) -> Sighting {
    let lists = try checkup.value("cpu.siblings").split(separator: " ").map(String.init)
    let cores = try checkup.allowedGroups(lists)
    guard let shared = cores.first(where: { $0.count > 1 }) else {
      return .clear("one CPU of each of \(cores.count) cores")
    }
    let one = CPUList.text(cores.compactMap(\.first))
    return .found(
      .distorts, cause: "CPUs \(CPUList.text(shared)) are threads of one core",
      effect: "a sender and a receiver on one core slow each other, depending on where they land",
      remedy:
        "Run `taskset -c \(one) copycost ...`, or `echo off > /sys/devices/system/cpu/smt/control` as root")
  }

  /// Fast and slow cores side by side.
  static func kinds(_ checkup: Checkup) throws(Unknown) -> Sighting {
    guard let kinds = try listsByKind(checkup) else { return .clear("all CPUs are alike") }
    let used = try checkup.allowedGroups(kinds)
    guard used.count > 1, let fast = used.first else { return .clear("CPUs of one kind only are used") }
    return .found(
      .distorts,
      cause: "CPUs \(used.map(CPUList.text).joined(separator: " and ")) are cores of different kinds",
      effect:
        "cost depends on which kind a flow thread lands on, and cycles of the two are not the same unit",
      remedy: "Run `taskset -c \(CPUList.text(fast)) copycost ...`")
  }

  /// CPU lists by kind, the fastest first; nil when all are alike.
  private static func listsByKind(_ checkup: Checkup) throws(Unknown) -> [String]? {
    // Hybrid x86: one PMU for each kind.
    if let fast = try? checkup.value("cpu.p_cores"), let slow = try? checkup.value("cpu.e_cores") {
      return [fast, slow]
    }
    // ARM big.LITTLE and newer x86: `1024: 0,1; 446: 2,3`.
    guard let capacities = try? checkup.value("cpu.capacities") else {
      throw Unknown("neither core types nor cpu_capacity under /sys/devices: hybrid cores would not be seen")
    }
    let groups = capacities.split(separator: ";").compactMap { group -> (Int, String)? in
      let words = group.split(separator: ":").map { $0.drop(while: \.isWhitespace) }
      guard words.count == 2, let capacity = Int(words[0]) else { return nil }
      return (capacity, String(words[1]))
    }
    return groups.count > 1 ? groups.sorted { $0.0 > $1.0 }.map(\.1) : nil
  }

  /// Memory that is near to some CPUs only (NUMA).
  static func memoryNodes(_ checkup: Checkup) throws(Unknown) -> Sighting {
    let lists = try checkup.value("cpu.node_cpus").split(separator: " ").map(String.init)
    let nodes = try checkup.allowedGroups(lists)
    guard nodes.count > 1, let first = nodes.first,
      let node = lists.firstIndex(where: { list in
        (try? CPUList.numbers(list).contains(first[0])) == true
      })
    else { return .clear("CPUs of one memory node") }
    return .found(
      .distorts, cause: "CPUs of \(nodes.count) memory nodes are used",
      effect: "a copy between nodes costs more, and where pages lie changes with every worker",
      remedy: "Run `numactl --cpunodebind=\(node) --membind=\(node) copycost ...`")
  }
}
