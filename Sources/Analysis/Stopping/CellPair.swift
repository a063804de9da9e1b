import Records

/// Two cells of one block that are to be compared: the candidate as a ratio to the baseline.
package struct CellPair: Codable, Hashable, Sendable {
  package var candidate: Cell
  package var baseline: Cell

  package init(candidate: Cell, baseline: Cell) {
    self.candidate = candidate
    self.baseline = baseline
  }

  /// Every pair of interest: per block, each cell against the baseline primitive; without one, every pair.
  ///
  /// Twins of A/A pairs take no part.
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
      for (position, candidate) in members.enumerated() {
        for other in members[..<position] {
          let isPair = baseline == nil || other.primitive == baseline || candidate.primitive == baseline
          guard isPair else { continue }
          let swapped = candidate.primitive == baseline && other.primitive != baseline
          pairs.append(
            swapped
              ? CellPair(candidate: other, baseline: candidate)
              : CellPair(candidate: candidate, baseline: other))
        }
      }
    }
    return pairs
  }

  /// The A/A pairs among the cells: each twin against its original.
  package static func twins(among cells: [Cell]) -> [CellPair] {
    cells.filter(TwinCells.isTwin).map { CellPair(candidate: $0, baseline: TwinCells.original(of: $0)) }
  }
}
