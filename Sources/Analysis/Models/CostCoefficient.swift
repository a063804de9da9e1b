import Records

/// A fitted price with its interval. Estimand: mean over rounds of the coefficient of each round's weighted fit.
package struct CostCoefficient: Sendable, Equatable {
  package static let estimand = ClaimEstimand.meanOfRoundFits

  /// `per call`, `per byte`, ...
  package let name: String
  /// Nanoseconds.
  package let estimate: MeanEstimate
}
