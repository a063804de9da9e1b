import Analysis
import Foundation
import Records

/// Wording that answers share: cells, figures, differences.
enum Words {
  /// `64Ki with 1 flow over loopback`.
  static func place(_ cell: Cell) -> String {
    "\(MessageSize(cell.messageBytes)) with \(flows(cell.flows)) over \(cell.link)\(cell.departures)"
  }

  /// `1 flow over loopback`: a series over sizes.
  static func series(_ cell: Cell) -> String {
    "\(flows(cell.flows)) over \(cell.link)\(cell.departures)"
  }

  static func flows(_ count: Int) -> String { count == 1 ? "1 flow" : "\(count) flows" }

  /// `0.31 [0.30, 0.32] ns/byte (n = 12)`; shares as percent.
  static func figure(_ claim: Claim) -> String {
    let unit =
      ["1", "share", "per message", "per MiB", "per byte"].contains(claim.estimate.unit)
      ? "" : claim.estimate.unit == "us" ? " µs" : " \(claim.estimate.unit)"
    return "\(interval(claim))\(unit) (n = \(claim.count))"
  }

  /// `0.31 [0.30, 0.32]`, `98 % [97, 100]`: without unit and count.
  static func interval(_ claim: Claim) -> String {
    let estimate = claim.estimate
    if estimate.unit == "share" {
      return "\(Percent.digits(estimate.value)) % [\(Percent.digits(estimate.lower)), "
        + "\(Percent.digits(estimate.upper))]"
    }
    return "\(short(estimate.value)) [\(short(estimate.lower)), \(short(estimate.upper))]"
  }

  /// Three digits that matter.
  static func short(_ value: Double) -> String {
    switch abs(value) {
    case 0: "0"
    case ..<1e6 where value == value.rounded(): "\(Int(value))"
    case ..<1e-6: "<0.000001"
    case ..<1: NumberText.fixed(value, min(8, 2 - Int(log10(abs(value)).rounded(.down))))
    default: ExplainFigures.short(value)
    }
  }

  /// `18 % [14, 22] more goodput` for a claim of a ratio other than 1.
  static func difference(_ claim: Claim) -> String {
    let estimate = claim.estimate
    let isMore = estimate.value >= 1
    let limits = isMore ? (estimate.lower - 1, estimate.upper - 1) : (1 - estimate.upper, 1 - estimate.lower)
    let value = isMore ? estimate.value - 1 : 1 - estimate.value
    return "\(Percent.digits(value)) % [\(Percent.digits(limits.0)), \(Percent.digits(limits.1))] "
      + "\(isMore ? "more" : "less") \(claim.scope.label)"
  }

  /// `9.8Ki [9.3Ki, 10.4Ki]`.
  static func size(_ estimate: ClaimEstimate) -> String {
    "\(SizeText.rounded(estimate.value)) [\(SizeText.rounded(estimate.lower)), "
      + "\(SizeText.rounded(estimate.upper))]"
  }

  /// `a`, `a and b`, `a, b and c`.
  static func list(_ parts: [String]) -> String {
    guard let last = parts.last, parts.count > 1 else { return parts.first ?? "" }
    return parts.dropLast().joined(separator: ", ") + " and " + last
  }

  /// `1 cell`, `3 cells`.
  static func cells(_ count: Int) -> String { count == 1 ? "1 cell" : "\(count) cells" }
}
