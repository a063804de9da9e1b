import Analysis
import Records

/// What a chart lacks, in words: one sentence for each quantity and reason.
enum ChartGaps {
  static func sentences(_ scene: ChartScene, _ cells: [Cell], _ quantity: FigureQuantity) -> [String] {
    let missing = cells.filter { scene.input.figures[$0, quantity] == nil }
    return sentences(quantity.title, cells, missing) { scene.reason($0, quantity) }
  }

  /// `sender cycles per byte: no hardware PMU (ENOENT)`, with a count and the primitives where only some lack it.
  static func sentences(
    _ title: String, _ cells: [Cell], _ missing: [Cell], because reason: (Cell) -> String
  ) -> [String] {
    var order: [String] = []
    var lacking: [String: [Cell]] = [:]
    for cell in missing {
      let reason = reason(cell)
      if lacking[reason] == nil { order.append(reason) }
      lacking[reason, default: []].append(cell)
    }
    return order.map { reason in
      let some = lacking[reason] ?? []
      guard some.count < cells.count else { return "\(title): \(reason)" }
      var seen: Set<String> = []
      let names = some.map { ClaimSubject($0).description }.filter { seen.insert($0).inserted }
      return "\(title): \(reason) (\(some.count) of \(cells.count) cells: \(names.joined(separator: ", ")))"
    }
  }
}
