import Analysis
import Foundation
import Records

extension UnexpectedResult {
  /// Nearer than this to its model a cost is no surprise: ln 1.05.
  private static let leastDistance = log(1.05)

  /// At most one of each kind, the more distant first.
  package static func results(_ input: ReportInput) -> [UnexpectedResult] {
    [againstModel(input), againstOrder(input)].compactMap(\.self).sorted { $0.distance > $1.distance }
  }

  /// The primitive with fewer copies and the least goodput against the baseline, where that was decided.
  private static func againstOrder(_ input: ReportInput) -> UnexpectedResult? {
    let lost = input.findings.comparisons.filter {
      $0.measure == Figures.goodput && $0.verdict == .worse
        && $0.pair.baseline.primitive == input.baseline && copiesLess($0.pair, input.sweep.senders)
    }
    guard let worst = lost.min(by: { $0.estimate.log.mean < $1.estimate.log.mean }) else { return nil }
    return UnexpectedResult(
      kind: .order, cell: worst.pair.candidate, other: worst.pair.baseline,
      distance: -worst.estimate.log.mean,
      text:
        "Against the expected order: \(ClaimSubject(worst.pair.candidate)), which by its calls copies less than "
        + "\(input.baseline), has \(PairSentence.difference(worst)).",
      claims: PairClaims.claims([worst], sweep: input.sweep.id))
  }

  /// Whether the candidate copies less by its calls.
  private static func copiesLess(_ pair: CellPair, _ senders: [PrimitiveDescription]) -> Bool {
    guard let candidate = senders.named(pair.candidate.primitive), !candidate.movesNothing,
      let baseline = senders.named(pair.baseline.primitive)
    else { return false }
    return candidate.copies.total < baseline.copies.total
  }

  /// The time per message farthest from what the fitted model says, where the figure's interval excludes that.
  private static func againstModel(_ input: ReportInput) -> UnexpectedResult? {
    var found: Deviation?
    for model in input.findings.models where model.measure == Figures.messageInterval {
      guard case .fit(let fit) = model.answer else { continue }
      let points = Set(fit.points)
      for cell in model.cells {
        guard points.contains(CostPoint(bytes: cell.messageBytes, fields: cell.options.fields)),
          let deviation = deviation(input, fit, model, cell),
          deviation.distance > found?.distance ?? leastDistance
        else { continue }
        found = deviation
      }
    }
    return found.map { result(input, $0) }
  }

  /// A cell and the model that it does not follow.
  private struct Deviation {
    let fit: CostFit
    let model: SweepFindings.ModelFinding
    let cell: Cell
    let claim: Claim
    /// Measured / fitted.
    let ratio: Double

    var distance: Double { abs(log(ratio)) }
  }

  private static func deviation(
    _ input: ReportInput, _ fit: CostFit, _ model: SweepFindings.ModelFinding, _ cell: Cell
  ) -> Deviation? {
    guard let claim = input.claim(Figures.messageInterval, cell) else { return nil }
    let point = CostPoint(bytes: cell.messageBytes, fields: cell.options.fields)
    let microseconds = fit.cost(point) * Figures.messageInterval.scale
    guard microseconds > 0, claim.estimate.lower > microseconds || claim.estimate.upper < microseconds else {
      return nil
    }
    return Deviation(
      fit: fit, model: model, cell: cell, claim: claim, ratio: claim.estimate.value / microseconds)
  }

  private static func result(_ input: ReportInput, _ deviation: Deviation) -> UnexpectedResult {
    let (fit, cell, ratio) = (deviation.fit, deviation.cell, deviation.ratio)
    let coefficients = CoefficientClaims.claims(
      fit, deviation.model.measure, cells: deviation.model.cells, sweep: input.sweep.id, evenIfUnusable: true)
    let faults = fit.quality.faults
    return UnexpectedResult(
      kind: .model, cell: cell, other: nil, distance: deviation.distance,
      text:
        "Farthest from its fitted model: a message of \(ClaimSubject(cell)) at \(Words.place(cell)) takes "
        + "\(Words.figure(deviation.claim)), \(Percent.text(abs(ratio - 1))) \(ratio > 1 ? "more" : "less") than the "
        + "\(fit.model) model over \(fit.points.count) sizes says (\(CoefficientSentences.prices(coefficients)))"
        + (faults.isEmpty ? "." : "; the model as a whole is not usable: \(Words.list(faults))."),
      claims: [deviation.claim] + coefficients, counts: [AnswerCount("sizes", fit.points.count)])
  }
}
