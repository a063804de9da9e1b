import Analysis
import Records
import Tables

/// The column layout of the published tables that this project grew from: A1, A2, A3, one row per cell.
///
/// Scripts for those tables expect one row per implementation, size and thread count. Each figure is the median that
/// the report shows for the cell, column by column, so that the figures of a row need not be of one window. A/A twins
/// have no row. Counters are the sender's, where the implementations differ. `Latency_us` is the message interval:
/// window x flows / messages, as in those tables, and no latency. Every sample is in `csv`.
package enum AssignmentExporter: Exporter {
  package static let name = "assignment"
  package static let summary =
    "Column layout of the published \(PublishedPrimitives.codes) tables: the medians of each cell, as the report shows them."

  package static func write(_ source: ExportSource, to output: (String) throws -> Void) throws {
    var figures = SampleTable(figures: measured.map(\.figure))
    var summary = SweepSummary.Builder(
      cells: source.sweep.plan.allCells.filter { !TwinCells.isTwin($0) }, figures: [])
    try source.forEachSample { sample in
      guard !TwinCells.isTwin(sample.cell) else { return }
      figures.add(sample)
      summary.add(sample)
    }
    let found = CellFigures(figures)
    let rows = summary.summary().cells.filter { found[$0.cell, Figures.goodput] != nil }
    // Two cells that differ in nothing the layout shows would pass for repetitions: say in what they differ.
    let axes = CellAxis.differing(distinguishing, among: rows.map(\.cell))
    try output(
      DelimitedText.line(place + measured.map(\.name) + axes.map(\.key) + copied))
    for row in rows {
      let cell = row.cell
      try output(
        DelimitedText.line(
          [PublishedPrimitives.label(of: cell.primitive), "\(cell.messageBytes)", "\(cell.flows)"]
            + measured.map { column in found[cell, column.figure].map { column.text($0.median) } ?? "" }
            + axes.map { $0.exact(cell) ?? "" }
            + [row.copied?.low, row.copied?.high].map { $0.map { NumberText.significant($0, 4) } ?? "" }))
    }
  }

  private static let place = ["Implementation", "MessageSize", "NumThreads"]

  /// Least and greatest share of the completed zero-copy sends that the kernel copied after all.
  private static let copied = ["ZeroCopy_Copied_Low", "ZeroCopy_Copied_High"]

  /// What the layout has no column for.
  private static let distinguishing =
    CellAxis.coordinates.filter { ["variant", "receive", "link"].contains($0.key) } + CellAxis.options

  private struct Measured {
    let name: String
    let figure: Figure
    /// Whole numbers of a count; else six digits that matter, as in those tables.
    var isCount = true

    func text(_ median: Double) -> String {
      isCount ? NumberText.exact(median.rounded()) : NumberText.significant(median, 6)
    }
  }

  private static let measured = [
    Measured(name: "Throughput_Gbps", figure: Figures.goodput, isCount: false),
    Measured(name: "Latency_us", figure: Figures.messageInterval, isCount: false),
    Measured(name: "TotalBytes", figure: count(TrafficMetrics.receivedBytes, .flow)),
    Measured(name: "CPU_Cycles", figure: count(CounterMetrics.cycles, .sender)),
    Measured(name: "Instructions", figure: count(CounterMetrics.instructions, .sender)),
    Measured(name: "LLC_Misses", figure: count(CounterMetrics.llcMisses, .sender)),
    Measured(name: "L1_Misses", figure: count(CounterMetrics.l1Misses, .sender)),
    Measured(name: "ContextSwitches", figure: count(ThreadMetrics.contextSwitches, .sender)),
    Measured(
      name: "TimeElapsed_sec",
      figure: Figure(
        "window_s", TrafficMetrics.window.name, TrafficMetrics.window, .flow, unit: "s", scale: 1e-9),
      isCount: false),
  ]

  private static func count(_ metric: Metric, _ side: Side) -> Figure {
    Figure(metric.name, metric.name, metric, side)
  }
}
