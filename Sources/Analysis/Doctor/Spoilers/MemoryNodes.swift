/// Memory that is near to some CPUs only (NUMA).
enum MemoryNodes: SpoilerRule {
  static let name = "numa"

  static func look(_ checkup: Checkup) throws(Unknown) -> Sighting {
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
