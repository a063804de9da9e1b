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

  /// Reads all samples of the source once.
  ///
  /// - Parameter ledgers: nil for those of the source.
  package init(_ source: ExportSource, ledgers: [Ledger]? = nil) throws {
    let shows = { (cell: Cell) in !TwinCells.isTwin(cell) }
    var summary = SweepSummary.Builder(cells: source.sweep.plan.allCells.filter(shows))
    var table = SampleTable(measures: Measures.all + Measures.caches)
    var figures = CellFigures.Builder()
    var looked: [Cell: [Sample]] = [:]
    try source.forEachSample { sample in
      table.add(sample)
      guard shows(sample.cell) else { return }
      summary.add(sample)
      figures.add(sample)
      looked[sample.cell, default: []].append(Self.machineAndProfile(sample))
    }
    sweep = source.sweep
    metrics = source.metrics
    self.summary = summary.summary()
    self.table = table
    findings = SweepFindings(table, plan: source.sweep.plan, sweep: source.sweep.id)
    self.figures = figures.figures()
    profiles = looked.compactMapValues { samples in
      let both = Profiles(
        sender: CellProfile(samples, side: .sender), receiver: CellProfile(samples, side: .receiver))
      return both.sender == nil && both.receiver == nil ? nil : both
    }
    attributions = looked.compactMapValues { CellAttribution($0) }
    self.ledgers = ledgers ?? source.ledgers.compactMap(\.finding.value)
  }

  /// The sample without what neither profile nor attribution reads.
  private static func machineAndProfile(_ sample: Sample) -> Sample {
    var small = sample
    small.slices = []
    small.caveats = []
    small.readings = sample.readings.filter { $0.side == .machine || $0.metric.hasPrefix("profile") }
    return small
  }
}
