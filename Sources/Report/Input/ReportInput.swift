import Analysis
import Records

/// Everything a report shows of one sweep, read once and gathered by cell: charts, answers and the page see
/// nothing else.
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
  package let profiles: [Cell: Profiles]
  package let attributions: [Cell: CellAttribution]
  /// One per primitive, link and message size that was proved; empty where no proof run was made.
  package var ledgers: [Ledger] { proofs.compactMap(\.finding.value) }
  /// The same with the cells that were proved.
  package let proofs: [LedgerEntry]

  /// Where the CPU time of a cell went, by end; nil for an end that was not profiled.
  package struct Profiles: Sendable {
    package let sender: CellProfile?
    package let receiver: CellProfile?
  }

  /// Reads all samples of the source once and keeps a few numbers of each.
  ///
  /// - Parameters:
  ///   - ledgers: nil for those of the source.
  ///   - afterReading: called once most of what samples left behind was let go, before the analysis begins on all CPUs.
  ///   - alongside: also gets every sample, in batches, so that one pass can write a table too.
  package init(
    _ source: ExportSource, ledgers: [Ledger]? = nil, afterReading: () -> Void = {},
    alongside: ([Sample]) throws -> Void = { _ in }
  ) throws {
    let builder = Builder(source.sweep, source.cellsStoppedByPrecision)
    try source.forEachBatch { batch in
      try alongside(batch)
      for sample in batch { builder.add(sample) }
    }
    self.init(
      builder, metrics: source.metrics,
      proofs: ledgers?.map(LedgerEntry.init(of:)) ?? source.ledgers.filter { $0.finding.value != nil },
      afterReading)
  }

  /// What a builder holds is let go as soon as its result is there: together they are the most memory of a report.
  private init(_ builder: Builder, metrics: [Metric], proofs: [LedgerEntry], _ afterReading: () -> Void) {
    sweep = builder.sweep
    self.metrics = metrics
    self.proofs = proofs
    (figures, summary, attributions) = builder.takeResults()
    builder.table.keep(Figures.judged + Figures.caches)
    cells = summary.cells.map(\.cell)
    cellsByPrimitive = Dictionary(grouping: cells, by: \.primitive)
    profiles = builder.profiles.compactMapValues { sides in
      let both = Profiles(sender: sides.sender.profile(), receiver: sides.receiver.profile())
      return both.sender == nil && both.receiver == nil ? nil : both
    }
    table = builder.table
    afterReading()
    findings = SweepFindings(
      table, plan: sweep.plan, sweep: sweep.id, stoppedByPrecision: builder.stoppedByPrecision)
  }

  /// What passing samples leave behind.
  private final class Builder {
    let sweep: Sweep
    var summary: SweepSummary.Builder
    var table = SampleTable(figures: Figures.all)
    let stoppedByPrecision: Set<Cell>
    var profiles: [Cell: (sender: CellProfile.Builder, receiver: CellProfile.Builder)] = [:]
    var attributions: [(cell: Cell, builder: CellAttribution.Builder)] = []
    private var places = ReadingPlaces(CellAttribution.quantities)
    /// Looked up once a sample: ten thousand cells are more than a cache holds.
    private var cells: [Cell: CellPlaces] = [:]

    /// Where each of the others keeps what it has of a cell; nil for an A/A twin, of which only the table knows.
    private struct CellPlaces {
      let table: Int
      let others: (summary: Int, attribution: Int)?
    }

    init(_ sweep: Sweep, _ stoppedByPrecision: Set<Cell>) {
      self.sweep = sweep
      self.stoppedByPrecision = stoppedByPrecision
      summary = SweepSummary.Builder(
        cells: sweep.plan.allCells.filter { !TwinCells.isTwin($0) }, keepsValues: false)
    }

    private func cellPlaces(_ cell: Cell) -> CellPlaces {
      if let known = cells[cell] { return known }
      let isTwin = TwinCells.isTwin(cell)
      if !isTwin { attributions.append((cell, .init())) }
      let places = CellPlaces(
        table: table.place(of: cell),
        others: isTwin ? nil : (summary.place(of: cell), attributions.count - 1))
      cells[cell] = places
      return places
    }

    func add(_ sample: Sample) {
      let place = cellPlaces(sample.cell)
      table.add(sample, at: place.table)
      guard let others = place.others else { return }
      summary.add(sample, at: others.summary)
      attributions[others.attribution].builder.add(sample, places.places(in: sample.readings))
      guard sweep.plan.instruments?.profile == true else { return }
      profiles[sample.cell, default: (.init(side: .sender), .init(side: .receiver))].sender.add(sample)
      profiles[sample.cell]?.receiver.add(sample)
    }

    /// The values of all samples become a few numbers a cell, and are let go.
    func takeResults() -> (CellFigures, SweepSummary, [Cell: CellAttribution]) {
      let (summary, attributions, table) = (self.summary, self.attributions, self.table)
      self.summary = SweepSummary.Builder()
      self.attributions = []
      let (first, rest) = concurrently(
        { [stoppedByPrecision] in CellFigures(table, stoppedByPrecision: stoppedByPrecision) },
        {
          (summary.summary(table), attributions.reduce(into: [:]) { $0[$1.cell] = $1.builder.attribution() })
        })
      return (first, rest.0, rest.1)
    }
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
