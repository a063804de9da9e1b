import Records

/// The settings a job can carry, so that a director finds out which of them a worker of another build would ignore.
///
/// JSON drops what its reader does not know: a worker of before an option would take its jobs without it, in silence.
/// So a worker lists in its hello what it knows, and a director looks there for everything that a job sets. Both lists
/// are read from the values themselves: a new property of a job, its cell, options or instruments is in them at once.
package enum JobOptions {
  /// What this build knows, by path: `cell.options.footprintBytes`.
  package static let known = settings(of: blank(Instruments())).keys.sorted()

  /// What every worker knows that lists nothing: the jobs of the first protocol.
  package static let first: Set<String> = [
    "id", "token", "cpusByFlow", "address", "port", "device", "readsMachine", "connectNanoseconds",
    "cell.primitive", "cell.variant", "cell.receive", "cell.messageBytes", "cell.flows", "cell.link",
    "cell.options.fields", "cell.options.congestion", "cell.options.nodelay", "cell.options.sendBufferBytes",
    "cell.options.receiveSocketBufferBytes", "cell.options.receiveBufferBytes",
    "cell.options.maximumSegmentBytes", "cell.options.pinning", "cell.options.messagesPerFlow",
  ]

  /// What a job sets to something else than its default: values by path.
  package static func set(by job: Job) -> [String: String] {
    let defaults = settings(of: blank(job.instruments.map { _ in Instruments() }))
    return settings(of: job).filter { defaults[$0.key] != $0.value }
  }

  private static func blank(_ instruments: Instruments?) -> Job {
    Job(
      id: 0, token: "", cell: Cell(primitive: "", messageBytes: 0, flows: 0, link: ""), address: "",
      instruments: instruments)
  }

  /// Every stored property that holds no further ones, by its path.
  private static func settings(of job: Job) -> [String: String] {
    var found: [String: String] = [:]
    collect(job, path: "", into: &found)
    return found
  }

  private static func collect(_ value: Any, path: String, into found: inout [String: String]) {
    let mirror = Mirror(reflecting: value)
    switch mirror.displayStyle {
    case .struct:
      for (name, member) in mirror.children {
        guard let name else { continue }
        collect(member, path: path.isEmpty ? name : "\(path).\(name)", into: &found)
      }
    case .optional where !mirror.children.isEmpty:
      for (_, some) in mirror.children { collect(some, path: path, into: &found) }
    default:
      found[path] = "\(value)"
    }
  }
}

extension Hello {
  /// What a job sets that this worker would ignore, as `cell.options.footprintBytes = 67108864`, in order.
  package func ignored(of job: Job) -> [String] {
    let known = jobOptions.map(Set.init) ?? JobOptions.first
    let ignored = JobOptions.set(by: job).filter { !known.contains($0.key) }
    return ignored.map { "\($0.key) = \($0.value)" }.sorted()
  }
}
