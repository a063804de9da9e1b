import Analysis
import Records

/// The cost models of a sweep: a row per series and measure with its prices, and how well they fit.
enum ModelTable {
  static func table(_ findings: [SweepFindings.ModelFinding]) -> PageTable {
    var rows: [[String]] = []
    var missing: [String: Int] = [:]
    let told = findings.filter { $0.cells.count > 1 && $0.measure != Figures.goodput }
    let axes = CellAxis.shown(told.flatMap(\.cells))
    for finding in told {
      switch finding.answer {
      case .noModel(let why): missing[why, default: 0] += 1
      case .fit(let fit): rows.append(row(finding, fit, axes))
      }
    }
    return PageTable(
      "Cost of a message, fitted over sizes",
      columns: [
        .init("primitive", isText: true), .init("flows"),
      ] + axes.map { .init($0.title, isText: $0.kind.isText) } + [
        .init("of", isText: true),
        .init("prices, ns", isText: true), .init("per KiB, ns"), .init("model", isText: true),
        .init("fit", isText: true),
      ],
      rows: rows,
      notes: missing.sorted { $0.key < $1.key }.map { "No cost model for \($1) series: \($0)." }, headers: 3)
  }

  private static func row(
    _ finding: SweepFindings.ModelFinding, _ fit: CostFit, _ axes: [CellAxis]
  ) -> [String] {
    guard let cell = finding.cells.first else { return Array(repeating: "", count: 7 + axes.count) }
    let prices = fit.coefficients.map { "\(price($0.estimate)) \($0.name)" }.joined(separator: " + ")
    let quality = fit.quality.isUsable ? "usable" : "unusable: \(fit.quality.faults.joined(separator: ", "))"
    let stalled =
      finding.stalled == 0 ? "" : "; without the rounds of \(finding.stalled) windows that moved nothing"
    return [
      "\(ClaimSubject(cell))", "\(cell.flows)",
    ]
      + axes.map { axis in
        Words.list(unique(finding.cells.map(axis.text)))
      } + [
        finding.measure.basis == .perMessage
          ? "time per message" : "\(finding.measure.numerator.side.rawValue) CPU per message",
        prices, price(fit.perKiB), fit.model, quality + stalled,
      ]
  }

  private static func unique(_ texts: [String]) -> [String] {
    var seen: Set<String> = []
    return texts.filter { seen.insert($0).inserted }
  }

  private static func price(_ estimate: MeanEstimate) -> String {
    "\(NumberText.figure(estimate.mean)) [\(NumberText.figure(estimate.interval.lower)), "
      + "\(NumberText.figure(estimate.interval.upper))]"
  }
}
