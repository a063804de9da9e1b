/// What an estimate estimates: named wherever a figure is shown.
package enum ClaimEstimand: String, Codable, Hashable, Sendable, CaseIterable {
  case medianOfSamples = "median of samples"
  case geometricMeanRatioOfPairs = "geometric mean ratio of pairs"
  case meanOfRoundFits = "mean over rounds of the coefficient of each round's weighted fit"
  case shareOfSamples = "share of samples"
  case sizeOfEqualCost = "size at which mean costs are equal"
}
