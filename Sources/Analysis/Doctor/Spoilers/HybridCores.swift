/// Fast and slow cores side by side.
enum HybridCores: SpoilerRule {
  static let name = "hybrid-cores"

  static func look(_ checkup: Checkup) throws(Unknown) -> Sighting {
    guard let kinds = try kinds(checkup) else { return .clear("all CPUs are alike") }
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
  private static func kinds(_ checkup: Checkup) throws(Unknown) -> [String]? {
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
}
