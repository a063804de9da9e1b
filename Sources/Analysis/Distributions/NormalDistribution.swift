import Foundation

/// Probabilities and quantiles of the standard normal distribution.
package enum NormalDistribution {
  /// P(Z <= z).
  package static func cumulative(_ z: Double) -> Double {
    0.5 * erfc(-z * 0.5.squareRoot())
  }

  /// P(|Z| >= |z|).
  package static func twoSided(_ z: Double) -> Double {
    erfc(abs(z) * 0.5.squareRoot())
  }

  /// The z with P(Z <= z) = p, 0 < p < 1, to about 1e-13.
  ///
  /// Start: Abramowitz & Stegun 26.2.23 (error below 4.5e-4); then Halley steps on `erfc`.
  package static func quantile(_ p: Double) -> Double {
    precondition(p > 0 && p < 1, "a quantile needs a probability between 0 and 1")
    let tail = min(p, 1 - p)
    let t = (-2 * log(tail)).squareRoot()
    let numerator = 2.515517 + t * (0.802853 + t * 0.010328)
    let denominator = 1 + t * (1.432788 + t * (0.189269 + t * 0.001308))
    var z = t - numerator / denominator
    for _ in 0..<2 {
      let error = tail - 0.5 * erfc(z * 0.5.squareRoot())
      let step = error * (2 * .pi).squareRoot() * exp(0.5 * z * z)
      z -= step / (1 + 0.5 * z * step)
    }
    return p < 0.5 ? -z : z
  }
}
