import Analysis
import Records

/// The columns of the summary table, in order.
enum SummaryColumns {
  /// - Parameter intervals: of the medians; without any the plain comparison with the reference is shown.
  static func all(
    _ summary: SweepSummary, _ marks: SummaryNotes, _ intervals: [Cell: Interval] = [:]
  ) -> [TextColumn] {
    let cells = summary.cells
    func column(
      _ group: String, _ name: String, isText: Bool = false, _ text: (CellSummary) -> String
    ) -> TextColumn {
      TextColumn(group, name, isText: isText, cells.map(text))
    }
    var columns = [
      column("", "primitive", isText: true) { primitive($0.cell) },
      column("", "size") { "\(MessageSize($0.cell.messageBytes))" },
      column("", "flows") { "\($0.cell.flows)" },
    ]
    columns += TextColumn.differing(cells.map(\.cell))
    columns += [
      column("median", "Gbit/s") { figure($0.median(Figures.goodput).map { $0 / 1e9 }) }
    ]
    if !intervals.isEmpty { columns.append(column("", "95 %") { interval(intervals[$0.cell]) }) }
    columns += [column("", "spread", spread), column("", "n", samples)]
    if intervals.isEmpty {
      columns.append(column("vs", summary.baseline) { reference($0, summary) })
    }
    columns += [
      column("sender", "ns/B") { figure($0.median(Figures.senderCost)) },
      column("receiver", "ns/B") { figure($0.median(Figures.receiverCost)) },
      column("machine", "ns/B") { figure($0.median(Figures.machineCost)) },
      column("", "limited by", isText: true, limit),
    ]
    if cells.contains(where: { $0.copied != nil }) { columns.append(column("% of sends", "copied", copied)) }
    if !marks.isEmpty { columns.append(column("", "notes", isText: true) { marks.marks(of: $0) }) }
    return columns
  }

  private static func primitive(_ cell: Cell) -> String {
    cell.variant == Cell.defaultVariant ? cell.primitive : "\(cell.primitive)[\(cell.variant)]"
  }

  private static func figure(_ value: Double?) -> String {
    value.map(NumberText.figure) ?? "-"
  }

  private static func interval(_ interval: Interval?) -> String {
    interval.map { "[\(figure($0.lower / 1e9)), \(figure($0.upper / 1e9))]" } ?? "-"
  }

  private static func spread(_ cell: CellSummary) -> String {
    guard let range = cell.spreads[Figures.goodput]?.relativeInterquartileRange else { return "-" }
    return NumberText.fixed(range * 100, 1) + "%"
  }

  /// `3`, or `2/3` where a sample failed or its threads got no CPU.
  private static func samples(_ cell: CellSummary) -> String {
    let lost = cell.failures.map(\.count).reduce(0, +) + cell.standstills[.starved, default: 0]
    return lost == 0 ? "\(cell.samples)" : "\(cell.samples)/\(cell.samples + lost)"
  }

  /// Empty where there is nothing to compare with; `-` where no round has both.
  private static func reference(_ cell: CellSummary, _ summary: SweepSummary) -> String {
    if let paired = cell.againstReference {
      let all = paired.rounds + paired.excluded
      return NumberText.signedPercent(paired.percent)
        + (paired.excluded == 0 ? "" : " (\(paired.rounds)/\(all))")
    }
    let isReference = cell.cell.primitive == summary.baseline
    let inBlock = summary.cells.contains {
      $0.cell.primitive == summary.baseline && $0.cell.block == cell.cell.block
    }
    return inBlock && !isReference ? "-" : ""
  }

  /// `sender-cpu`, or `sender-cpu 2/3` where the samples differ.
  private static func limit(_ cell: CellSummary) -> String {
    guard let limit = cell.limitedBy else { return "-" }
    return limit.count == cell.samples
      ? limit.value.rawValue : "\(limit.value.rawValue) \(limit.count)/\(cell.samples)"
  }

  /// `98-100 (99)`: lower and upper bound over the sends, in brackets the share of flagged notifications.
  private static func copied(_ cell: CellSummary) -> String {
    guard let copied = cell.copied else { return "" }
    let (low, high) = (share(copied.low), share(copied.high))
    let bounds = low == high ? low : "\(low)-\(high)"
    return copied.notifications.map { "\(bounds) (\(share($0)))" } ?? bounds
  }

  /// A part is not rounded to none or all.
  private static func share(_ share: Double) -> String {
    if share > 0, share < 0.005 { return "<1" }
    if share < 1, share >= 0.995 { return ">99" }
    return NumberText.fixed(share * 100, 0)
  }
}
