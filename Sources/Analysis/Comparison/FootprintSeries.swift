import Records

/// Cells that differ in the memory their messages lie in and in nothing else.
package struct FootprintSeries: Sendable {
  /// Ascending by footprint, hot memory first; two or more.
  package let cells: [Cell]

  /// One for each primitive, size, number of flows and so on that was measured with several footprints, in the order
  /// of the cells. Twins of A/A pairs take no part.
  package static func series(among cells: [Cell]) -> [FootprintSeries] {
    var groups: [Cell: [Cell]] = [:]
    var order: [Cell] = []
    for cell in cells where !TwinCells.isTwin(cell) {
      var key = cell
      key.options.footprintBytes = nil
      if groups[key] == nil { order.append(key) }
      groups[key, default: []].append(cell)
    }
    return order.compactMap { key in
      let members = (groups[key] ?? []).sorted { $0.footprintOrder < $1.footprintOrder }
      return members.count > 1 ? FootprintSeries(cells: members) : nil
    }
  }

  /// Each larger footprint against the smallest.
  package var againstSmallest: [CellPair] {
    cells.dropFirst().map { CellPair(candidate: $0, baseline: cells[0]) }
  }

  /// Each footprint against the next smaller one.
  package var steps: [CellPair] {
    zip(cells.dropFirst(), cells).map { CellPair(candidate: $0, baseline: $1) }
  }
}

extension Cell {
  fileprivate var footprintOrder: Int { options.footprintBytes ?? 0 }
}

extension CellPair {
  /// Whether the two differ in the memory their messages lie in.
  package var isOverFootprints: Bool {
    candidate.options.footprintBytes != baseline.options.footprintBytes
  }
}
