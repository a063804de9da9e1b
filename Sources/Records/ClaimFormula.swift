/// How the values of a claim are made from two metrics of one sample: scale x metric / divisor.
package struct ClaimFormula: Codable, Hashable, Sendable {
  /// `Metric.name` of the divisor; nil: the metric is only scaled.
  package var divisor: String?
  package var divisorSide: Side?
  /// From the stored unit to that of the estimate.
  package var scale: Double

  package init(divisor: String?, divisorSide: Side?, scale: Double) {
    self.divisor = divisor
    self.divisorSide = divisorSide
    self.scale = scale
  }
}
