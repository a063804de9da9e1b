import Foundation

/// The regularised incomplete beta function I_x(a, b), from which t, F, binomial and beta probabilities follow.
///
/// Continued fraction evaluated by Lentz's method (DLMF 8.17.22; Press et al., Numerical Recipes, section 6.4).
/// Relative error below 1e-12 for the arguments used here (a, b from 0.5 to some thousands).
package enum IncompleteBeta {
  /// I_x(a, b) for x in 0...1 and a, b > 0.
  package static func regularised(_ x: Double, _ a: Double, _ b: Double) -> Double {
    guard x > 0 else { return 0 }
    guard x < 1 else { return 1 }
    return exp(logRegularised(x, a, b))
  }

  /// ln I_x(a, b), for tails too small for `Double`.
  package static func logRegularised(_ x: Double, _ a: Double, _ b: Double) -> Double {
    guard x > 0 else { return -.infinity }
    guard x < 1 else { return 0 }
    let logFront = a * log(x) + b * log1p(-x) - logBeta(a, b)
    // The fraction converges fast only below the mean; above it the complement is evaluated.
    if x < (a + 1) / (a + b + 2) {
      return logFront + log(fraction(x, a, b) / a)
    }
    return log1p(-exp(logFront) * fraction(1 - x, b, a) / b)
  }

  /// ln B(a, b).
  package static func logBeta(_ a: Double, _ b: Double) -> Double {
    logGamma(a) + logGamma(b) - logGamma(a + b)
  }

  /// ln of the gamma function for x > 0 (Lanczos' approximation with g = 7 and 9 terms, error below 1e-13).
  ///
  /// Not the C library's `lgamma`, which writes the sign to a global variable.
  package static func logGamma(_ x: Double) -> Double {
    if x < 0.5 { return log(.pi / sin(.pi * x)) - logGamma(1 - x) }
    let z = x - 1
    let t = z + 7.5
    let series =
      0.99999999999980993 + 676.5203681218851 / (z + 1) - 1259.1392167224028 / (z + 2)
      + 771.32342877765313 / (z + 3) - 176.61502916214059 / (z + 4) + 12.507343278686905 / (z + 5)
      - 0.13857109526572012 / (z + 6) + 9.9843695780195716e-6 / (z + 7)
      + 1.5056327351493116e-7 / (z + 8)
    return 0.5 * log(2 * .pi) + (z + 0.5) * log(t) - t + log(series)
  }

  /// The x at which I_x(a, b) = p: bisection, because it is asked for a few times per sweep only.
  package static func inverse(_ p: Double, _ a: Double, _ b: Double) -> Double {
    guard p > 0 else { return 0 }
    guard p < 1 else { return 1 }
    var low = 0.0
    var high = 1.0
    for _ in 0..<60 {
      let middle = 0.5 * (low + high)
      if regularised(middle, a, b) < p { low = middle } else { high = middle }
    }
    return 0.5 * (low + high)
  }

  private static func fraction(_ x: Double, _ a: Double, _ b: Double) -> Double {
    let tiny = 1e-300
    var c = 1.0
    var d = 1 - (a + b) * x / (a + 1)
    d = 1 / (abs(d) < tiny ? tiny : d)
    var result = d
    var m = 1.0
    while m < 10_000 {
      let even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
      d = 1 + even * d
      c = 1 + even / c
      d = 1 / (abs(d) < tiny ? tiny : d)
      c = abs(c) < tiny ? tiny : c
      result *= d * c
      let odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
      d = 1 + odd * d
      c = 1 + odd / c
      d = 1 / (abs(d) < tiny ? tiny : d)
      c = abs(c) < tiny ? tiny : c
      result *= d * c
      if abs(d * c - 1) < 1e-13 { break }
      m += 1
    }
    return result
  }
}
