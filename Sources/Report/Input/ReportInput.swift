import Analysis
import Records
import Synchronization

/// Everything a report shows of one sweep, read once and gathered by cell: charts, answers and the page see
/// nothing else.
package struct ReportInput: Sendable {
  package let sweep: Sweep
  /// Descriptions of the metrics.
  package let metrics: [Metric]
  /// Cells in the order of tables, A/A twins left out, with failures, caveats and what was not read.
  package let summary: SweepSummary
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
  package let ledgers: [Ledger]

  /// Where the CPU time of a cell went, by end; nil for an end that was not profiled.
  package struct Profiles: Sendable {
    package let sender: CellProfile?
    package let receiver: CellProfile?
  }

  /// Samples handed over at a time: enough that handing over costs nothing.
  private static let batchSamples = 256

  /// Reads all samples of the source once and keeps a few numbers of each, on a thread beside the one that reads.
  ///
  /// - Parameters:
  ///   - ledgers: nil for those of the source.
  ///   - alongside: also gets every sample, in batches, so that one pass can write a table too.
  package init(
    _ source: ExportSource, ledgers: [Ledger]? = nil, alongside: ([Sample]) throws -> Void = { _ in }
  ) throws {
    let builder = SharedBuilder(source.sweep)
    let lane = Lane("report")
    var batch: [Sample] = []
    func handOver() throws {
      try lane.add { [batch] in builder.add(batch) }
      try alongside(batch)
      batch.removeAll(keepingCapacity: false)
    }
    try source.forEachSample { sample in
      batch.append(sample)
      if batch.count == Self.batchSamples { try handOver() }
    }
    try handOver()
    try lane.finish()
    self.init(
      builder.take(), metrics: source.metrics, ledgers: ledgers ?? source.ledgers.compactMap(\.finding.value))
  }

  /// What a builder holds is let go as soon as its result is there: together they are the most memory of a report.
  private init(_ taken: consuming Builder, metrics: [Metric], ledgers: [Ledger]) {
    var builder = taken
    sweep = builder.sweep
    self.metrics = metrics
    self.ledgers = ledgers
    figures = builder.figures.figures()
    builder.figures = CellFigures.Builder(quantities: [])
    summary = builder.summary.summary()
    builder.summary = SweepSummary.Builder()
    attributions = builder.attributions.compactMapValues { $0.attribution() }
    builder.attributions = [:]
    profiles = builder.profiles.compactMapValues { sides in
      let both = Profiles(sender: sides.sender.profile(), receiver: sides.receiver.profile())
      return both.sender == nil && both.receiver == nil ? nil : both
    }
    table = builder.table
    findings = SweepFindings(table, plan: sweep.plan, sweep: sweep.id)
  }

  /// What passing samples leave behind.
  private struct Builder: Sendable {
    let sweep: Sweep
    var summary: SweepSummary.Builder
    var table = SampleTable(measures: Measures.all + Measures.caches)
    var figures = CellFigures.Builder()
    var profiles: [Cell: (sender: CellProfile.Builder, receiver: CellProfile.Builder)] = [:]
    var attributions: [Cell: CellAttribution.Builder] = [:]
    private var places = ReadingPlaces(CellAttribution.quantities)

    init(_ sweep: Sweep) {
      self.sweep = sweep
      summary = SweepSummary.Builder(cells: sweep.plan.allCells.filter { !TwinCells.isTwin($0) })
    }

    mutating func add(_ sample: Sample) {
      table.add(sample)
      guard !TwinCells.isTwin(sample.cell) else { return }
      summary.add(sample)
      figures.add(sample)
      attributions[sample.cell, default: .init()].add(sample, places.places(in: sample.readings))
      guard sweep.plan.instruments?.profile == true else { return }
      profiles[sample.cell, default: (.init(side: .sender), .init(side: .receiver))].sender.add(sample)
      profiles[sample.cell]?.receiver.add(sample)
    }
  }

  /// The builder while the lane and then this thread use it.
  private final class SharedBuilder: Sendable {
    private let builder: Mutex<Builder>

    init(_ sweep: Sweep) {
      builder = Mutex(Builder(sweep))
    }

    func add(_ samples: [Sample]) {
      builder.withLock { builder in
        for sample in samples { builder.add(sample) }
      }
    }

    /// Leaves an empty one, so that whoever takes it holds it alone.
    func take() -> Builder {
      builder.withLock { builder in
        let taken = builder
        builder = Builder(taken.sweep)
        return taken
      }
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
    table = whole.table
    findings = whole.findings.filtered(shows)
    figures = whole.figures
    profiles = whole.profiles.filter { shows($0.key) }
    attributions = whole.attributions.filter { shows($0.key) }
    ledgers = whole.ledgers
  }
}
