import Records

/// Numbers of an archive that others may have written: what no copycost stores is refused where it is read, so that
/// whoever reckons with them cannot overflow.
enum StoredNumbers {
  /// Above all that can be planned, and far below where sums and products of such numbers overflow: a year in
  /// nanoseconds, a message of 1 TiB, a million flows or rounds.
  private static let longest: UInt64 = 365 * 86_400 * 1_000_000_000
  private static let largest = 1 << 40
  private static let most = 1_000_000

  /// - Throws: `OperationError` that names the number.
  static func check(_ cell: Cell) throws(OperationError) {
    try check(cell.messageBytes, 1...largest, "message size")
    try check(cell.flows, 1...most, "number of flows")
    try check(cell.options.fields, 1...most, "number of fields")
    try check(cell.options.receiveBufferBytes, 1...largest, "receive buffer")
    for axis in CellAxis.options {
      switch axis.value(cell) {
      case .count(let number), .bytes(let number): try check(number, 0...(1 << 50), axis.key)
      case .name, .flag, .absent: break
      }
    }
  }

  /// - Throws: likewise.
  static func check(_ plan: Plan) throws(OperationError) {
    try check(plan.rounds, 0...most, "number of rounds")
    try check(plan.windowNanoseconds, 0...longest, "window")
    switch plan.warmup {
    case .fixed(let nanoseconds), .pilot(let nanoseconds): try check(nanoseconds, 0...longest, "warm-up")
    }
    if let budget = plan.repetition.budgetNanoseconds { try check(budget, 0...longest, "budget") }
    for cell in plan.refinements.joined() { try check(cell) }
  }

  private static func check<Number: BinaryInteger>(
    _ number: Number, _ range: ClosedRange<Number>, _ name: String
  ) throws(OperationError) {
    guard range.contains(number) else {
      throw OperationError(
        "the archive holds a \(name) of \(number), which no copycost stores",
        effect: "this sweep cannot be read", remedy: "Restore the archive from a copy")
    }
  }
}
