import Analysis
import Records

/// What a chart lacks, in words: one sentence for each reason and the cells it holds for.
enum ChartGaps {
  private struct Gap: Hashable {
    let reason: String
    let cells: [Cell]
  }

  /// `sender cycles per byte, receiver cycles per byte: no hardware PMU (ENOENT)`.
  static func sentences(_ scene: ChartScene, _ cells: [Cell], _ quantities: [Figure]) -> [String] {
    var order: [Gap] = []
    var titles: [Gap: [String]] = [:]
    for quantity in quantities {
      let missing = cells.filter { scene.input.figures[$0, quantity] == nil }
      for gap in gaps(missing, because: { scene.reason($0, quantity) }) {
        if titles[gap] == nil { order.append(gap) }
        titles[gap, default: []].append(quantity.title)
      }
    }
    return order.map { sentence((titles[$0] ?? []).joined(separator: ", "), $0, of: cells) }
  }

  static func sentences(
    _ title: String, _ cells: [Cell], _ missing: [Cell], because reason: (Cell) -> String
  ) -> [String] {
    gaps(missing, because: reason).map { sentence(title, $0, of: cells) }
  }

  private static func gaps(_ missing: [Cell], because reason: (Cell) -> String) -> [Gap] {
    var order: [String] = []
    var lacking: [String: [Cell]] = [:]
    for cell in missing {
      let reason = reason(cell)
      if lacking[reason] == nil { order.append(reason) }
      lacking[reason, default: []].append(cell)
    }
    return order.map { Gap(reason: $0, cells: lacking[$0] ?? []) }
  }

  /// With a count and the primitives where only some lack it.
  private static func sentence(_ title: String, _ gap: Gap, of cells: [Cell]) -> String {
    guard gap.cells.count < cells.count else { return "\(title): \(gap.reason)" }
    var seen: Set<String> = []
    let names = gap.cells.map { ClaimSubject($0).description }.filter { seen.insert($0).inserted }
    return
      "\(title): \(gap.reason) (\(gap.cells.count) of \(cells.count) cells: \(names.joined(separator: ", ")))"
  }
}
