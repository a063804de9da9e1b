import Records

/// The limit on memory that a worker said it has, and whether the messages of a cell fit in.
struct MemoryLimit {
  private let room: Double
  private let most: Double
  private let setting: String

  /// What the receiving worker takes and the sender's grows by before its messages.
  private static let workers = 16.0 * 1_048_576

  /// Nil where no limit is set, or the worker is of a build that does not say.
  init?(_ host: HostFacts) {
    guard let room = host["limit.memory.room_bytes"].flatMap(Double.init),
      let most = host["limit.memory.most_bytes"].flatMap(Double.init),
      let setting = host["limit.memory.setting"]
    else { return nil }
    (self.room, self.most, self.setting) = (room, most, setting)
  }

  /// - Throws: `UsageError` for a cell whose messages the kernel would refuse, or kill the worker for.
  func check(_ cell: Cell) throws(UsageError) {
    let isHot = cell.options.footprintBytes == nil
    let hot = Double(cell.flows) * (Double(cell.messageBytes) + Double(cell.options.receiveBufferBytes))
    let needed = isHot ? hot : FootprintChoice.memoryBytes(of: cell) + Self.workers
    guard needed > room else { return }
    throw .memoryLimit(
      cell, footprint: isHot ? nil : cell.options.footprintText, needed: FootprintChoice.text(needed),
      left: FootprintChoice.text(room), most: FootprintChoice.text(most), setting: setting)
  }
}
