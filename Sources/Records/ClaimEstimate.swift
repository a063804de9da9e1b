/// The figure of a claim with its interval. No interval, no claim: it cannot be left out.
package struct ClaimEstimate: Codable, Hashable, Sendable {
  package var value: Double
  package var lower: Double
  package var upper: Double
  /// 0.95 for 95 %.
  package var confidence: Double
  /// `1` for ratios, `bytes`, `ns`.
  package var unit: String
  package var estimand: ClaimEstimand
  /// `t over rounds`, `interpolated order statistics`, ...
  package var method: String

  package init(
    value: Double, lower: Double, upper: Double, confidence: Double, unit: String, estimand: ClaimEstimand,
    method: String
  ) {
    self.value = value
    self.lower = lower
    self.upper = upper
    self.confidence = confidence
    self.unit = unit
    self.estimand = estimand
    self.method = method
  }
}
