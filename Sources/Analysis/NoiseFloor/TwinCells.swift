import Records

/// The A/A pairs of a sweep: a few cells that run a second time under another label, to see what difference arises
/// where there is none.
///
/// The label is a variant of the same build; a plan gives it the path of the original's build.
package enum TwinCells {
  /// Ends the variant of a twin.
  package static let suffix = "~again"
  /// Fewest A/A pairs of a sweep from which a floor is made.
  package static let fewestPairs = 4

  package static func twin(of cell: Cell) -> Cell {
    var twin = cell
    twin.variant += suffix
    return twin
  }

  package static func isTwin(_ cell: Cell) -> Bool { cell.variant.hasSuffix(suffix) }

  /// The cell a twin repeats; the cell itself when it is none.
  package static func original(of cell: Cell) -> Cell {
    guard isTwin(cell) else { return cell }
    var original = cell
    original.variant.removeLast(suffix.count)
    return original
  }

  /// The cells to run twice: the extremes of size and flows on each link, first of the first primitive and then of
  /// the following ones until there are `count`. Fewer only when the sweep has fewer cells.
  package static func originals(among cells: [Cell], count: Int = TwinCells.fewestPairs) -> [Cell] {
    var chosen: [Cell] = []
    var primitives: [String] = []
    for cell in cells where !primitives.contains(cell.primitive) { primitives.append(cell.primitive) }
    for primitive in primitives where chosen.count < count {
      for corner in corners(cells.filter { $0.primitive == primitive }) where !chosen.contains(corner) {
        chosen.append(corner)
      }
    }
    for cell in cells where chosen.count < count && !chosen.contains(cell) { chosen.append(cell) }
    return chosen
  }

  private static func corners(_ cells: [Cell]) -> [Cell] {
    var links: [String] = []
    for cell in cells where !links.contains(cell.link) { links.append(cell.link) }
    var corners: [Cell] = []
    for link in links {
      let onLink = cells.filter { $0.link == link }
      for flows in extremes(onLink.map(\.flows)) {
        let sized = onLink.filter { $0.flows == flows }
        for bytes in extremes(sized.map(\.messageBytes)) {
          if let cell = sized.first(where: { $0.messageBytes == bytes }) { corners.append(cell) }
        }
      }
    }
    return corners
  }

  private static func extremes(_ values: [Int]) -> [Int] {
    guard let least = values.min(), let greatest = values.max() else { return [] }
    return least == greatest ? [least] : [least, greatest]
  }
}
