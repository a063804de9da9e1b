import Analysis
import Records

extension CellAxis {
  /// Those of some axes in which cells of one primitive, build, size and number of flows differ: what else differs
  /// within a sweep follows from these, as pinning does from the flows.
  static func telling(_ axes: [CellAxis] = conditions, among cells: [Cell]) -> [CellAxis] {
    let places = Dictionary(grouping: cells) {
      TableRow(subject: ClaimSubject($0), bytes: $0.messageBytes, flows: $0.flows)
    }
    return axes.filter { axis in
      places.values.contains { cells in !differing([axis], among: cells).isEmpty }
    }
  }

  /// What a report's table by primitive, size and flows has a column for: the link, and what else tells cells apart.
  static func shown(_ cells: [Cell]) -> [CellAxis] {
    conditions.prefix(1) + telling(described, among: cells)
  }

  private struct TableRow: Hashable {
    let subject: ClaimSubject
    let bytes: Int
    let flows: Int
  }
}

extension TextColumn {
  /// A column each for what cells differ in beside primitive, size and flows; one row a cell.
  static func differing(_ cells: [Cell]) -> [TextColumn] {
    CellAxis.differing(CellAxis.conditions, among: cells).map { TextColumn($0, cells) }
  }

  /// Likewise, without what follows from primitive, size and flows.
  static func telling(_ cells: [Cell]) -> [TextColumn] {
    CellAxis.telling(among: cells).map { TextColumn($0, cells) }
  }

  /// Titles of two words stand in the two lines of the head.
  private init(_ axis: CellAxis, _ cells: [Cell]) {
    let words = axis.title.split(separator: " ", maxSplits: 1).map(String.init)
    self.init(
      words.count > 1 ? words[0] : "", words[words.count - 1], isText: axis.kind.isText,
      cells.map(axis.text))
  }
}
