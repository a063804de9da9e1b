import Analysis
import Records

/// The comparisons of a sweep as a table: per pair the change by goodput and by sender CPU per byte, each with interval,
/// raw and corrected probability, and verdict.
struct VerdictTable {
  private let rows: [Row]
  private let baselines: Set<String>

  private struct Row {
    var pair: CellPair
    var goodput: PairComparison?
    var demand: PairComparison?
  }

  init(_ comparisons: [PairComparison]) {
    var rows: [CellPair: Row] = [:]
    var order: [CellPair] = []
    for comparison in comparisons {
      if rows[comparison.pair] == nil {
        rows[comparison.pair] = Row(pair: comparison.pair)
        order.append(comparison.pair)
      }
      if comparison.measure == Figures.goodput { rows[comparison.pair]?.goodput = comparison }
      if comparison.measure == Figures.senderCost { rows[comparison.pair]?.demand = comparison }
    }
    let all = order.compactMap { rows[$0] }
    self.rows = all.filter { $0.goodput.hasVerdict || $0.demand.hasVerdict }
    pairs = all.count
    undecidedPairs = all.count - self.rows.count
    baselines = Set(order.map { Self.name($0.baseline) })
  }

  /// Pairs that were compared.
  let pairs: Int
  /// Pairs without a verdict by either measure, which have no row.
  let undecidedPairs: Int

  func lines(width: Int) -> [String] {
    guard !rows.isEmpty else { return [] }
    return TextTable.lines(columns, width: width)
  }

  /// The rows for a report; empty where no pair got a verdict.
  func table(notes: [String]) -> PageTable {
    let against = baseline.map { " against \($0)" } ?? ""
    return PageTable("Verdicts\(against)", columns: columns, notes: notes, headers: 3)
  }

  /// What every row is held against, where that is one thing.
  var baseline: String? { baselines.count == 1 ? baselines.first : nil }

  private var columns: [TextColumn] {
    func column(_ group: String, _ name: String, isText: Bool = false, _ text: (Row) -> String) -> TextColumn
    {
      TextColumn(group, name, isText: isText, rows.map(text))
    }
    var columns = [column("", "candidate", isText: true) { Self.name($0.pair.candidate) }]
    if baseline == nil { columns.append(column("", "against", isText: true) { Self.name($0.pair.baseline) }) }
    columns += [
      column("", "size") { "\(MessageSize($0.pair.candidate.messageBytes))" },
      column("", "flows") { "\($0.pair.candidate.flows)" },
    ]
    columns += TextColumn.telling(rows.map(\.pair.candidate))
    columns.append(column("", "n") { $0.goodput.map(Self.rounds) ?? "-" })
    columns += measureColumns(Figures.goodput) { $0.goodput }
    columns += measureColumns(Figures.senderCost) { $0.demand }
    return columns

    func measureColumns(_ figure: Figure, _ part: (Row) -> PairComparison?) -> [TextColumn] {
      [
        column(figure.label, "change") { part($0).map(Self.change) ?? "-" },
        column("p", "raw") { part($0).map { Self.probability($0.raw) } ?? "-" },
        column("p", "Holm") { part($0).map { Self.probability($0.corrected) } ?? "-" },
        column("", "verdict", isText: true) { part($0).map(Self.verdict) ?? "-" },
      ]
    }
  }

  private static func name(_ cell: Cell) -> String {
    "\(ClaimSubject(cell))"
  }

  /// `16`, or `9/16` where windows of one of the two moved nothing and have no ratio.
  private static func rounds(_ comparison: PairComparison) -> String {
    let count = comparison.estimate.count
    let all = min(comparison.stalled.candidate.windows, comparison.stalled.baseline.windows)
    return comparison.stalled.isEmpty || all <= count ? "\(count)" : "\(count)/\(all)"
  }

  /// `+18.2% [14.1, 22.5]`.
  private static func change(_ comparison: PairComparison) -> String {
    let interval = comparison.interval
    return "\(NumberText.signedPercent((comparison.estimate.ratio - 1) * 100)) "
      + "[\(NumberText.fixed((interval.lower - 1) * 100, 1)), \(NumberText.fixed((interval.upper - 1) * 100, 1))]"
  }

  private static func probability(_ value: Double) -> String {
    value < 0.001 ? "<.001" : String(NumberText.fixed(value, 3).drop { $0 == "0" })
  }

  private static func verdict(_ comparison: PairComparison) -> String {
    switch comparison.withheld {
    case .receiverBound: "receiver-bound"
    case .belowNoiseFloor, .marginBelowNoiseFloor: "in the noise"
    case .correction: "not after Holm"
    case .stalled: "stalled"
    case nil: comparison.verdict.rawValue
    }
  }
}

extension PairComparison? {
  fileprivate var hasVerdict: Bool { self.map { $0.verdict != .undecided } ?? false }
}
