import Records

/// Claims about what one cell shows by itself: the median of a quantity, or in how many samples something was so.
package enum FigureClaims {
  /// Nil without a figure, or with too few samples for its interval: no interval, no claim.
  package static func claim(
    _ figures: CellFigures, _ quantity: Figure, _ cell: Cell, sweep: Int64
  ) -> Claim? {
    guard let figure = figures[cell, quantity], let interval = figure.interval else { return nil }
    return Claim(
      statement: .figure(subject: ClaimSubject(cell)),
      scope: ClaimScope(
        quantity, label: quantity.title, scale: quantity.scale, cell, messageBytes: [cell.messageBytes]),
      estimate: ClaimEstimate(
        value: figure.median, lower: interval.lower, upper: interval.upper, confidence: interval.confidence,
        unit: quantity.unit, estimand: .medianOfSamples, method: figure.method.rawValue),
      count: figure.count, evidence: [ClaimEvidence(sweep: sweep, cell: cell, rounds: [])])
  }

  /// The share of a cell's samples that the receiver limited, by its CPU or by its window; nil without samples.
  package static func receiverBound(_ table: SampleTable, _ cell: Cell, sweep: Int64) -> Claim? {
    share(
      of: table.receiverBound(cell), table, cell, metric: "limited_by",
      label: "share of samples limited by the receiver", better: .neither, sweep)
  }

  /// The share of a cell's windows that had CPU and moved no byte; nil without samples.
  package static func stalled(_ table: SampleTable, _ cell: Cell, sweep: Int64) -> Claim? {
    share(
      of: table.standstills(cell, .stalled), table, cell, metric: Standstill.stalled.rawValue,
      label: "share of windows that moved nothing", better: .lower, sweep)
  }

  /// A share of the samples that enter figures, with Wilson's interval.
  private static func share(
    of count: Int, _ table: SampleTable, _ cell: Cell, metric: String, label: String, better: Metric.Better,
    _ sweep: Int64
  ) -> Claim? {
    let measured = table.measured(cell)
    guard measured > 0 else { return nil }
    let share = ProfileShare(count: Double(count), samples: Double(measured))
    return Claim(
      statement: .figure(subject: ClaimSubject(cell)),
      scope: ClaimScope(
        metric: metric, side: .flow, label: label, better: better,
        messageBytes: [cell.messageBytes], receive: cell.receive, flows: cell.flows, link: cell.link,
        options: cell.options),
      estimate: ClaimEstimate(
        value: share.value, lower: share.interval.lower, upper: share.interval.upper,
        confidence: share.interval.confidence, unit: "share", estimand: .shareOfSamples,
        method: IntervalMethod.wilson.rawValue),
      count: measured, evidence: [ClaimEvidence(sweep: sweep, cell: cell, rounds: [])])
  }
}
