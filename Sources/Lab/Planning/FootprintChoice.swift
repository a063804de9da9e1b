import Records

/// What `llc` and `cold` are on a machine, and whether its memory holds the messages.
package struct FootprintChoice: Sendable {
  /// One for each footprint asked for; nil for hot memory.
  package let bytes: [Int?]
  /// What was chosen and from what, for the announcement; nil where nothing but hot memory was asked for.
  package let note: String?

  /// Share of the available memory that messages may take: the receiver, the kernel's buffers and other programs
  /// live on the rest.
  private static let mostOfAvailable = 0.5

  /// - Throws: `UsageError` where a word needs the size of a cache that the machine does not tell.
  package init(_ footprints: [Footprint], host: HostFacts) throws(UsageError) {
    let cache = LastLevelCache(host)
    var bytes: [Int?] = []
    var notes: [String] = []
    for footprint in footprints {
      let (name, chosen): (String, Int?)
      switch footprint {
      case .hot: (name, chosen) = ("hot", nil)
      case .llc: (name, chosen) = ("llc", try Self.size(of: cache, for: "llc").bytes / 2)
      case .cold: (name, chosen) = ("cold", try Self.size(of: cache, for: "cold").bytes * 2)
      case .bytes(let count): (name, chosen) = ("", count)
      }
      guard !bytes.contains(chosen) else { continue }
      bytes.append(chosen)
      let size = chosen.map { "\(MessageSize($0))" } ?? "one message a flow"
      notes.append(name.isEmpty ? size : "\(name) = \(size)")
    }
    self.bytes = bytes
    let source = cache.map { "; last-level cache \(MessageSize($0.bytes)), \($0.fact) of sysfs" } ?? ""
    note =
      bytes.allSatisfy { $0 == nil } ? nil : "message memory: \(notes.joined(separator: ", "))\(source)"
  }

  // MARK: The cache

  private static func size(
    of cache: LastLevelCache?, for word: String
  ) throws(UsageError) -> LastLevelCache {
    guard let cache else { throw .noCache(footprint: word) }
    return cache
  }

  // MARK: The memory

  /// - Throws: `UsageError` where a cell's messages would not fit into a limit, or take more than half of the available
  ///   memory.
  package static func check(_ plan: Plan, host: HostFacts) throws(UsageError) {
    if let limit = MemoryLimit(host) {
      for cell in plan.allCells { try limit.check(cell) }
    }
    guard let available = host["now.memory.available_bytes"].flatMap(Double.init) else { return }
    for cell in plan.allCells where cell.options.footprintBytes != nil {
      let needed = memoryBytes(of: cell)
      guard needed > mostOfAvailable * available else { continue }
      throw .footprintTooLarge(
        cell.options.footprintText, message: cell.messageBytes, needed: text(needed),
        available: text(available))
    }
  }

  /// What the slots of all flows take: fields with what malloc adds, and their headers.
  ///
  /// glibc: 8 bytes before each block, rounded up to 16, at least 32. Linux: 16 bytes an iovec, 56 a msghdr.
  static func memoryBytes(of cell: Cell) -> Double {
    guard let share = cell.options.footprintBytesPerFlow(of: cell.flows), cell.messageBytes > 0 else {
      return 0
    }
    let slots = Double((share - 1) / cell.messageBytes + 1)
    let fields = Double(cell.options.fields)
    let block = max(32, ((Double(cell.messageBytes) / fields + 8) / 16).rounded(.up) * 16)
    return Double(cell.flows) * slots * (fields * (block + 16) + 56)
  }

  /// `1.9 GiB`, `12 MiB`.
  static func text(_ bytes: Double) -> String {
    let mebibytes = bytes / 1_048_576
    return mebibytes < 1024
      ? "\(Int(mebibytes.rounded(.up))) MiB" : "\((mebibytes / 102.4).rounded(.up) / 10) GiB"
  }
}
