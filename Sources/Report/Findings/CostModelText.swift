import Analysis
import Records

/// The cost models of a sweep as lines: nanoseconds per call and per KiB with intervals, or why there is none.
enum CostModelText {
  static func lines(_ findings: [SweepFindings.ModelFinding]) -> [String] {
    var missing: [String: Int] = [:]
    var lines: [String] = []
    for finding in findings where finding.cells.count > 1 && finding.measure != Figures.goodput {
      switch finding.answer {
      case .noModel(let why): missing[why, default: 0] += 1
      case .fit(let fit): lines.append(line(finding, fit))
      }
    }
    return lines
      + missing.sorted { $0.key < $1.key }.map { why, count in "no cost model for \(count) series: \(why)" }
  }

  private static func line(_ finding: SweepFindings.ModelFinding, _ fit: CostFit) -> String {
    guard let cell = finding.cells.first else { return "" }
    let flows = cell.flows == 1 ? "1 flow" : "\(cell.flows) flows"
    let head =
      "\(ClaimSubject(cell)), \(flows) over \(cell.link)\(Cell.departures(sharedBy: finding.cells)), "
      + "\(label(finding.measure)): "
    let prices = fit.coefficients.map { coefficient in
      "\(price(coefficient.estimate)) ns \(coefficient.name)"
    }
    let perKiB = "= \(price(fit.perKiB)) ns per KiB, \(price(fit.perPage)) ns per page"
    let quality = fit.quality.isUsable ? "" : "; unusable: \(fit.quality.faults.joined(separator: ", "))"
    let stalled =
      finding.stalled == 0 ? "" : "; without the rounds of \(finding.stalled) windows that moved nothing"
    return "\(head)\(prices.joined(separator: " + ")) \(perKiB) (\(fit.model)\(quality)\(stalled))"
  }

  private static func label(_ measure: Figure) -> String {
    switch measure.basis {
    case .perMessage: "time per message"
    default: "\(measure.numerator.side.rawValue) CPU per message"
    }
  }

  private static func price(_ estimate: MeanEstimate) -> String {
    "\(NumberText.figure(estimate.mean)) [\(NumberText.figure(estimate.interval.lower)), "
      + "\(NumberText.figure(estimate.interval.upper))]"
  }
}
