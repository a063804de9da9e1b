import Analysis
import Records

/// A sweep by cells instead of samples: estimates with intervals, comparisons, claims and advice.
struct CellsDocument: Codable {
  static let schemaName = "copycost-cells/1"

  var schema = CellsDocument.schemaName
  var copycost = copycostVersion
  var sweep: Int64
  var command: String
  var seed: UInt64
  var cells: [Estimate]
  var comparisons: [Comparison]
  var noiseFloors: [Floor]
  var claims: [Claim]
  var advice: [Advice]

  /// One cell by one measure. Estimand: median of the samples.
  struct Estimate: Codable {
    var cell: Cell
    var measure: String
    var unit: String
    var n: Int
    var median: Double
    var lower: Double?
    var upper: Double?
    /// Of the interval.
    var confidence: Double?
    /// Why there is no interval.
    var reason: String?
    var method: String
    /// 1.4826 x median absolute deviation / median.
    var relativeSpread: Double
    var outlierRounds: [Int]
    var flags: [CellFlag]
    /// Windows that moved nothing: they count as a goodput of 0.
    var stalled: Int
    /// Windows whose threads got no CPU: they are not among the n.
    var starved: Int
  }

  /// One pair by one measure. Estimand: geometric mean of ratios paired by round.
  struct Comparison: Codable {
    var candidate: Cell
    var baseline: Cell
    var measure: String
    var n: Int
    var ratio: Double
    var lower: Double
    var upper: Double
    var raw: Double
    var corrected: Double
    var familySize: Int
    var verdict: Verdict
    /// Why a verdict was withheld.
    var withheld: String?
    /// Windows without a ratio.
    var stalled: StalledWindows
  }

  /// What the machine shows between a cell and itself.
  struct Floor: Codable {
    var measure: String
    var pairs: Int
    var relative: Double
  }

  init(_ source: ExportSource) throws {
    var table = SampleTable()
    try source.forEachBatch { batch in
      for sample in batch { table.add(sample) }
    }
    let findings = SweepFindings(
      table, plan: source.sweep.plan, sweep: source.sweep.id,
      stoppedByPrecision: source.cellsStoppedByPrecision)
    sweep = source.sweep.id
    command = source.sweep.command
    seed = source.sweep.plan.seed
    cells = findings.cells.flatMap { $0.map { Estimate($0, table) } }
    comparisons = findings.comparisons.map(Comparison.init)
    noiseFloors = zip(findings.measures, findings.floors).compactMap { measure, floor in
      floor.map { Floor(measure: measure.label, pairs: $0.pairs, relative: $0.relative) }
    }
    claims = findings.claims
    advice = findings.advice
  }
}

extension CellsDocument.Estimate {
  init(_ estimate: CellEstimate, _ table: SampleTable) {
    self.init(
      cell: estimate.cell, measure: estimate.measure.label, unit: estimate.measure.storedUnit,
      n: estimate.count,
      median: estimate.median, lower: estimate.interval?.lower, upper: estimate.interval?.upper,
      confidence: estimate.interval?.confidence, reason: estimate.intervalReason,
      method: estimate.method.rawValue,
      relativeSpread: estimate.relativeSpread, outlierRounds: estimate.outlierRounds, flags: estimate.flags,
      stalled: table.standstills(estimate.cell, .stalled),
      starved: table.standstills(estimate.cell, .starved))
  }
}

extension CellsDocument.Comparison {
  init(_ comparison: PairComparison) {
    self.init(
      candidate: comparison.pair.candidate, baseline: comparison.pair.baseline,
      measure: comparison.measure.label, n: comparison.estimate.count, ratio: comparison.estimate.ratio,
      lower: comparison.interval.lower, upper: comparison.interval.upper, raw: comparison.raw,
      corrected: comparison.corrected, familySize: comparison.familySize, verdict: comparison.verdict,
      withheld: comparison.withheld?.rawValue, stalled: comparison.stalled)
  }
}
