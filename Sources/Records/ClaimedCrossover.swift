/// Of a crossover claim: where it was found and which way it goes.
package struct ClaimedCrossover: Codable, Hashable, Sendable {
  /// Whether the subject is ahead above the size (else below).
  package var leadsAbove: Bool
  /// Measured sizes on either side; nil for a prediction.
  package var lowerMeasuredBytes: Int?
  package var upperMeasuredBytes: Int?
  /// Predicted by cost models outside the measured sizes.
  package var isExtrapolated: Bool

  package init(leadsAbove: Bool, lowerMeasuredBytes: Int?, upperMeasuredBytes: Int?, isExtrapolated: Bool) {
    self.leadsAbove = leadsAbove
    self.lowerMeasuredBytes = lowerMeasuredBytes
    self.upperMeasuredBytes = upperMeasuredBytes
    self.isExtrapolated = isExtrapolated
  }
}
