/// How much of the error of a sequence of looks has been spent when a share of the rounds is in.
///
/// Lan & DeMets (Biometrika 70, 1983), the function that resembles O'Brien & Fleming: next to nothing early, so
/// that the last look is nearly as sharp as if it were the only one.
package enum AlphaSpending {
  /// - Parameter share: rounds at the look / greatest number of rounds, 0...1.
  package static func spent(share: Double, level: Double) -> Double {
    guard share > 0 else { return 0 }
    guard share < 1 else { return level }
    // Each side spends half of the level by Lan and DeMets' one-sided function.
    let z = NormalDistribution.quantile(1 - 0.25 * level)
    return 2 * NormalDistribution.twoSided(z / share.squareRoot())
  }
}
