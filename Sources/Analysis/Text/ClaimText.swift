import Foundation
import Records

/// A claim as one sentence: what tables, reports and audits print.
package enum ClaimText {
  /// `one-copy has 18 % [14, 22] more goodput than two-copy at 16Ki with 1 flow over loopback (n = 20)`.
  package static func sentence(_ claim: Claim) -> String {
    "\(statement(claim)) \(place(claim)) (n = \(claim.count))"
  }

  private static func statement(_ claim: Claim) -> String {
    let label = claim.scope.label
    switch claim.statement {
    case .winner(let subject, let other):
      return "\(subject) has \(AdviceText.difference(claim)) than \(other)"
    case .ratio(let subject, let other):
      return "\(subject) has \(ratio(claim.estimate)) times the \(label) of \(other), which decides nothing"
    case .equivalence(let subject, let other, let margin):
      return
        "\(subject) and \(other) have equal \(label) within \(Percent.text(margin)): \(ratio(claim.estimate))"
    case .crossover(let subject, let other, let place):
      return "\(subject) and \(other) have equal \(label) at \(size(claim.estimate)), \(subject) leads "
        + "\(place.leadsAbove ? "above" : "below") it\(place.isExtrapolated ? " (extrapolated)" : "")"
    case .monotone(let subject, let rising):
      return
        "\(label) of \(subject) \(rising ? "rises" : "falls") with size, by \(ratio(claim.estimate)) at least"
    case .highest(let subject):
      return "\(subject) has the highest \(label), \(ratio(claim.estimate)) of the next"
    case .lowest(let subject):
      return "\(subject) has the lowest \(label), \(ratio(claim.estimate)) of the next"
    case .coefficient(let subject, let model, let term):
      let estimate = claim.estimate
      let figures = "\(short(estimate.value)) ns [\(short(estimate.lower)), \(short(estimate.upper))]"
      return "\(subject) costs \(figures) \(term) by \(label) (\(model) model)"
    case .figure(let subject):
      let unit = claim.estimate.unit == "1" ? "" : " \(claim.estimate.unit)"
      return "\(subject) shows \(label) of \(ratio(claim.estimate))\(unit)"
    }
  }

  /// `at 16Ki with 1 flow over loopback`, `from 64 to 1Mi with 4 flows over veth`.
  private static func place(_ claim: Claim) -> String {
    let sizes = claim.scope.messageBytes
    let ends = sizes.first.flatMap { first in sizes.last.map { (first, $0) } }
    let range = ends.map { first, last in
      first == last
        ? "at \(SizeText.text(first)) " : "from \(SizeText.text(first)) to \(SizeText.text(last)) "
    }
    return "\(range ?? "")with \(AdviceText.flows(claim.scope.flows)) over \(claim.scope.link)"
      + claim.scope.departures
  }

  private static func ratio(_ estimate: ClaimEstimate) -> String {
    "\(short(estimate.value)) [\(short(estimate.lower)), \(short(estimate.upper))]"
  }

  private static func size(_ estimate: ClaimEstimate) -> String {
    "\(SizeText.rounded(estimate.value)) [\(SizeText.rounded(estimate.lower)), \(SizeText.rounded(estimate.upper))]"
  }

  /// Three significant digits.
  private static func short(_ value: Double) -> String {
    guard value != 0 else { return "0" }
    guard abs(value) < 0x1p53, abs(value) > 0x1p-53 else { return value.description }
    let digits = max(0, 2 - Int(log10(abs(value)).rounded(.down)))
    let scale = pow(10, Double(digits))
    let rounded = (value * scale).rounded() / scale
    return digits == 0 ? String(Int(rounded)) : String(rounded)
  }
}
