import Analysis
import Records

/// The tables of a report that show every cell.
enum FigureTables {
  /// Cells that a page shows at most; more are in data.csv.
  static let mostCells = PageTable.mostRows

  /// The table a sweep prints.
  static func summary(_ input: ReportInput) -> PageTable {
    let shown = shortened(input.summary)
    let table = SummaryTable(shown, goodput: input.findings.cells.first ?? [])
    return PageTable(
      "Every cell: medians over its samples", columns: table.columns, notes: table.notes + omitted(input),
      headers: 3)
  }

  /// Every figure of every cell with its interval; a column for each quantity that any cell has.
  static func figures(_ input: ReportInput) -> PageTable {
    let cells = shortened(input.summary).cells.map(\.cell)
    let quantities = Figures.all.filter { quantity in
      cells.contains { input.figures[$0, quantity] != nil }
    }
    let axes = CellAxis.shown(cells)
    let head: [PageTable.Column] =
      [
        .init("primitive", isText: true), .init("size"), .init("flows"),
      ] + axes.map { .init($0.title, isText: $0.kind.isText) } + [.init("n")]
      + quantities.map { .init("\($0.title), \($0.unit)") }
    let rows = cells.map { cell in
      let count = input.figures[cell, Figures.goodput]?.count ?? 0
      return [
        "\(ClaimSubject(cell))", "\(MessageSize(cell.messageBytes))", "\(cell.flows)",
      ] + axes.map { $0.text(cell) } + ["\(count)"]
        + quantities.map { figure(input.figures[cell, $0]) }
    }
    return PageTable(
      "Medians with 95 % intervals", columns: head, rows: rows,
      notes: ["A dash is a figure that could not be had."] + missing(input) + omitted(input), headers: 3)
  }

  private static func figure(_ figure: MedianEstimate?) -> String {
    guard let figure else { return "-" }
    guard let interval = figure.interval else { return NumberText.figure(figure.median) }
    return
      "\(NumberText.figure(figure.median)) [\(NumberText.figure(interval.lower)), \(NumberText.figure(interval.upper))]"
  }

  /// Quantities that no cell has, by reason.
  private static func missing(_ input: ReportInput) -> [String] {
    var byReason: [String: [String]] = [:]
    var order: [String] = []
    for quantity in Figures.all {
      let cells = input.cells
      guard !cells.isEmpty, cells.allSatisfy({ input.figures[$0, quantity] == nil }) else { continue }
      let reason = cells.lazy.compactMap { input.figures.reason($0, quantity) }.first ?? "not recorded"
      if byReason[reason] == nil { order.append(reason) }
      byReason[reason, default: []].append(quantity.title)
    }
    return order.map { "Not read: \((byReason[$0] ?? []).joined(separator: ", ")): \($0)." }
  }

  private static func shortened(_ summary: SweepSummary) -> SweepSummary {
    guard summary.cells.count > mostCells else { return summary }
    return summary.first(mostCells)
  }

  private static func omitted(_ input: ReportInput) -> [String] {
    let count = input.summary.cells.count
    return count > mostCells ? ["The first \(mostCells) of \(count) cells; data.csv has all of them."] : []
  }
}
