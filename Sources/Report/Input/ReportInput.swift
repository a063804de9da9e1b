import Analysis
import Records

/// A stored sweep as a report shows it: charts, answers and the page see nothing else.
package struct ReportInput: Sendable {
  package let sweep: Sweep
  /// Descriptions of the metrics.
  package let metrics: [Metric]
  /// Cells in the order of tables, A/A twins left out, with failures, caveats and what was not read.
  package let summary: SweepSummary
  /// Cells in the order of tables: those of the summary.
  let cells: [Cell]
  /// The same by primitive.
  let cellsByPrimitive: [String: [Cell]]
  /// By round: what paired figures and the chart of samples over rounds are made of.
  package let table: SampleTable
  /// Estimates, comparisons, crossovers, cost models, claims, advice.
  package let findings: SweepFindings
  /// Median and interval of every figure of every cell.
  package let figures: CellFigures
  /// Cells of profiled sweeps only.
  package let profiles: [Cell: StoredSweep.Profiles]
  package let attributions: [Cell: CellAttribution]
  /// One per primitive, link and message size that was proved; empty where no proof run was made.
  package var ledgers: [Ledger] { proofs.compactMap(\.finding.value) }
  /// The same with the cells that were proved.
  package let proofs: [LedgerEntry]

  /// The primitive that others are compared with.
  var baseline: String { sweep.plan.baselineName }

  package init(_ stored: StoredSweep, proofs: [LedgerEntry]? = nil) {
    sweep = stored.sweep
    metrics = stored.metrics
    summary = stored.summary
    cells = summary.cells.map(\.cell)
    cellsByPrimitive = Dictionary(grouping: cells, by: \.primitive)
    table = stored.table
    findings = stored.findings
    figures = stored.figures
    profiles = stored.profiles
    attributions = stored.attributions
    self.proofs = proofs ?? stored.ledgers.filter { $0.finding.value != nil }
  }

  /// Reads all samples of the source once.
  ///
  /// - Parameter ledgers: nil for those of the source.
  package init(_ source: ExportSource, ledgers: [Ledger]? = nil) throws {
    self.init(try StoredSweep(source), proofs: ledgers?.map(LedgerEntry.init(of:)))
  }
}

extension ReportInput {
  /// Cells that charts show at most: each is a mark or more in each chart, and a page must stay small.
  package static let mostCharted = 600

  /// The same sweep with so few cells that charts can show them: whole blocks, evenly spread over the plan.
  ///
  /// - Returns: itself when it has no more.
  package func charted(atMost most: Int = ReportInput.mostCharted) -> ReportInput {
    guard summary.cells.count > most else { return self }
    var blocks: [Cell.Block] = []
    var sizes: [Cell.Block: Int] = [:]
    for cell in summary.cells.map(\.cell) {
      if sizes[cell.block] == nil { blocks.append(cell.block) }
      sizes[cell.block, default: 0] += 1
    }
    let share = Double(most) / Double(summary.cells.count)
    let count = max(1, Int(Double(blocks.count) * share))
    let kept = Set((0..<count).map { blocks[$0 * blocks.count / count] })
    return ReportInput(self) { kept.contains($0.block) }
  }

  private init(_ whole: ReportInput, _ shows: (Cell) -> Bool) {
    sweep = whole.sweep
    metrics = whole.metrics
    summary = whole.summary.filtered(shows)
    cells = whole.cells.filter(shows)
    cellsByPrimitive = Dictionary(grouping: cells, by: \.primitive)
    table = whole.table
    findings = whole.findings.filtered(shows)
    figures = whole.figures
    profiles = whole.profiles.filter { shows($0.key) }
    attributions = whole.attributions.filter { shows($0.key) }
    proofs = whole.proofs
  }
}

extension LedgerEntry {
  /// Of a proof run that no archive holds: with the options of an ordinary cell.
  fileprivate init(of ledger: Ledger) {
    self.init(
      cell: Cell(
        primitive: ledger.primitive, receive: ledger.receive, messageBytes: ledger.messageBytes, flows: 1,
        link: ledger.link),
      finishedAtUnixNanoseconds: 0, finding: .found(ledger))
  }
}
