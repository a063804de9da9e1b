import Records

/// Two cells of one block that are to be compared: the candidate as a ratio to the baseline.
package struct CellPair: Codable, Hashable, Sendable {
  package var candidate: Cell
  package var baseline: Cell

  package init(candidate: Cell, baseline: Cell) {
    self.candidate = candidate
    self.baseline = baseline
  }

  /// Every pair of interest in each block: primitives of one build, and builds of one primitive.
  ///
  /// With a baseline primitive only pairs with it, and of two builds the one listed first is the baseline. Twins of A/A
  /// pairs take no part.
  package static func pairs(among cells: [Cell], baseline: String? = nil) -> [CellPair] {
    var blocks: [Cell.Block: [Cell]] = [:]
    var order: [Cell.Block] = []
    for cell in cells where !TwinCells.isTwin(cell) {
      if blocks[cell.block] == nil { order.append(cell.block) }
      blocks[cell.block, default: []].append(cell)
    }
    var pairs: [CellPair] = []
    for block in order {
      let members = blocks[block] ?? []
      for (position, later) in members.enumerated() {
        pairs += members[..<position].compactMap { pair($0, later, baseline: baseline) }
      }
    }
    return pairs
  }

  private static func pair(_ earlier: Cell, _ later: Cell, baseline: String?) -> CellPair? {
    if earlier.primitive == later.primitive { return CellPair(candidate: later, baseline: earlier) }
    guard earlier.variant == later.variant else { return nil }
    if later.primitive == baseline { return CellPair(candidate: earlier, baseline: later) }
    guard baseline == nil || earlier.primitive == baseline else { return nil }
    return CellPair(candidate: later, baseline: earlier)
  }

  /// The A/A pairs among the cells: each twin against its original.
  package static func twins(among cells: [Cell]) -> [CellPair] {
    cells.filter(TwinCells.isTwin).map { CellPair(candidate: $0, baseline: TwinCells.original(of: $0)) }
  }
}
