import Foundation
import Records

/// Wording of advice: how claims read in a sentence.
enum AdviceText {
  /// `18 % [14, 22] more goodput`, `21 % [18, 24] less sender CPU per byte`.
  static func difference(_ claim: Claim) -> String {
    "\(relative(claim)) \(claim.estimate.value > 1 ? "more" : "less") \(claim.scope.label)"
  }

  /// `18 % [14, 22]`: by how much a ratio differs from 1, limits in ascending order.
  static func relative(_ claim: Claim) -> String {
    let estimate = claim.estimate
    let isMore = estimate.value > 1
    let lower = isMore ? estimate.lower - 1 : 1 - estimate.upper
    let upper = isMore ? estimate.upper - 1 : 1 - estimate.lower
    let value = isMore ? estimate.value - 1 : 1 - estimate.value
    return "\(Percent.digits(value)) % [\(Percent.digits(lower)), \(Percent.digits(upper))]"
  }

  /// The differences over a range: the one claim's, or those at both ends of the range.
  static func differences(_ claims: [Claim]) -> String {
    guard let first = claims.first, let last = claims.last else { return "" }
    guard claims.count > 1 else { return difference(first) }
    let sizes = (bytes(first), bytes(last))
    let direction = last.estimate.value > 1 ? "more" : "less"
    return
      "\(relative(first)) at \(SizeText.text(sizes.0)) to \(relative(last)) at \(SizeText.text(sizes.1)) "
      + "\(direction) \(last.scope.label)"
  }

  /// `from 16Ki`, `up to 4Ki`, `from 1Ki to 16Ki`, `at 64`, `at every size from 64 to 1Mi`.
  static func range(_ claims: [Claim], among measured: [Int]) -> String {
    let from = claims.first.map(bytes) ?? 0
    let to = claims.last.map(bytes) ?? 0
    let isFirst = from == measured.first
    let isLast = to == measured.last
    // Nothing is known of greater sizes: `from` is for a range of sizes that were measured.
    if from == to { return "at \(SizeText.text(from))" }
    if isFirst && isLast { return "at every size from \(SizeText.text(from)) to \(SizeText.text(to))" }
    if isLast { return "from \(SizeText.text(from))" }
    if isFirst { return "up to \(SizeText.text(to))" }
    return "from \(SizeText.text(from)) to \(SizeText.text(to))"
  }

  static func flows(_ count: Int) -> String { count == 1 ? "1 flow" : "\(count) flows" }

  static func bytes(_ claim: Claim) -> Int { claim.scope.messageBytes.first ?? 0 }
}
