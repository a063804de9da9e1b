import Analysis
import Records

/// A format in which a sweep leaves the archive.
///
/// Adding one: a file in this folder and a line in `Exporters.swift`. An exporter holds one sample at a time,
/// except where its summary says otherwise, so that a sweep of a million samples passes through.
package protocol Exporter: SendableMetatype {
  /// What `--format` takes.
  static var name: String { get }
  /// One sentence for `export --help`.
  static var summary: String { get }

  /// Writes the sweep piece by piece; errors of the source and of `output` pass.
  static func write(_ source: ExportSource, to output: (String) throws -> Void) throws
}

/// A format with one piece for each sample: such a file can be written while the samples pass for other reasons.
package protocol SampleExporter: Exporter, Sendable {
  init(_ source: ExportSource)
  /// What stands before the first sample.
  var head: String { get }
  /// One sample; pieces are asked for in the order of the samples.
  mutating func piece(_ sample: Sample) -> String
  /// What stands behind the last sample.
  var tail: String { get }
}

extension SampleExporter {
  package var tail: String { "" }

  package static func write(_ source: ExportSource, to output: (String) throws -> Void) throws {
    var exporter = Self(source)
    try output(exporter.head)
    try source.forEachSample { try output(exporter.piece($0)) }
    try output(exporter.tail)
  }
}

/// A sweep that can be read sample by sample, more than once, from one archive or from memory.
package struct ExportSource: Sendable {
  package let sweep: Sweep
  /// Descriptions of the metrics; readings of others are exported too.
  package let metrics: [Metric]
  /// Every quantity that any sample of the sweep holds.
  package let quantities: [Quantity]
  /// Ledgers of its proof runs, and why a primitive has none.
  package let ledgers: [LedgerEntry]
  /// Cells whose rounds were added until their interval was narrow enough.
  package let cellsStoppedByPrecision: Set<Cell>
  /// Calls its argument with every sample, by round and order.
  package let forEachSample: @Sendable ((Sample) throws -> Void) throws -> Void

  package init(
    sweep: Sweep, metrics: [Metric], quantities: [Quantity], ledgers: [LedgerEntry] = [],
    cellsStoppedByPrecision: Set<Cell>? = nil,
    forEachSample: @escaping @Sendable ((Sample) throws -> Void) throws -> Void
  ) {
    self.sweep = sweep
    self.metrics = metrics
    self.quantities = quantities
    self.ledgers = ledgers
    self.cellsStoppedByPrecision = cellsStoppedByPrecision ?? sweep.plan.cellsStoppedByPrecision
    self.forEachSample = forEachSample
  }

  /// A sweep whose samples are in memory.
  package init(sweep: Sweep, metrics: [Metric], samples: [Sample], ledgers: [LedgerEntry] = []) {
    var seen: Set<Quantity> = []
    let all = samples.lazy.flatMap(\.readings).map { Quantity($0.metric, $0.side) }
    self.init(
      sweep: sweep, metrics: metrics, quantities: all.filter { seen.insert($0).inserted }, ledgers: ledgers
    ) { body in
      for sample in samples { try body(sample) }
    }
  }

  /// Reads all samples once.
  func summary() throws -> SweepSummary {
    var builder = SweepSummary.Builder(cells: sweep.plan.allCells, baseline: sweep.plan.baselineName)
    try forEachSample { builder.add($0) }
    return builder.summary()
  }
}
