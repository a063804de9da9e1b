import Records

/// Which cells of a plan are held against which.
package enum PairsOfInterest {
  /// A self-check: its A/A pairs. Several builds: each against the first, primitive by primitive. One build: each
  /// primitive against the baseline of the plan; without its cells, every pair.
  package static func pairs(of plan: Plan) -> [CellPair] {
    if plan.repetition.selfCheckPairs != nil { return CellPair.twins(among: plan.cells) }
    let cells = plan.allCells.filter { !TwinCells.isTwin($0) }
    let builds = plan.variants.map(\.name).filter { name in cells.contains { $0.variant == name } }
    if builds.count > 1 { return variantPairs(cells, against: builds[0]) }
    let hasBaseline = cells.contains { $0.primitive == plan.baseline }
    return CellPair.pairs(among: cells, baseline: hasBaseline ? plan.baseline : nil)
  }

  private static func variantPairs(_ cells: [Cell], against first: String) -> [CellPair] {
    let known = Set(cells)
    return cells.filter { $0.variant != first }.compactMap { cell in
      var other = cell
      other.variant = first
      return known.contains(other) ? CellPair(candidate: cell, baseline: other) : nil
    }
  }
}
