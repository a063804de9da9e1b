import Analysis
import Records

/// What tells cells apart beside primitive, size and flows, in words: only what differs within one sweep.
struct ChartSetting: Sendable {
  private let differing: [CellAxis]
  /// What goes with the number of flows instead of telling cells apart: `pinning split (1 flow), none (2, 4 flows)`.
  let alongFlows: [String]

  init(_ cells: [Cell]) {
    // An axis that follows from the place of a cell needs no panel of its own.
    differing = CellAxis.telling(among: cells)
    let keys = Set(differing.map(\.key))
    alongFlows = CellAxis.differing(CellAxis.conditions, among: cells).filter { !keys.contains($0.key) }
      .map { Self.words($0, cells) }
  }

  /// `veth, 16 fields`; empty where nothing differs.
  func text(_ cell: Cell) -> String {
    differing.map { $0.words(cell) }.joined(separator: ", ")
  }

  private static func words(_ axis: CellAxis, _ cells: [Cell]) -> String {
    var order: [String] = []
    var flows: [String: Set<Int>] = [:]
    for cell in cells {
      let text = axis.words(cell)
      if flows[text] == nil { order.append(text) }
      flows[text, default: []].insert(cell.flows)
    }
    return order.map { text in
      let numbers = (flows[text] ?? []).sorted().map { "\($0)" }.joined(separator: ", ")
      return "\(text) (\(numbers == "1" ? "1 flow" : "\(numbers) flows"))"
    }.joined(separator: ", ")
  }
}
