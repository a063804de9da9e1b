import Foundation

/// Probabilities and quantiles of Student's t distribution.
package enum StudentT {
  /// P(|T| >= |t|) with `degreesOfFreedom` > 0, not necessarily whole (Abramowitz & Stegun 26.7.1).
  package static func twoSided(_ t: Double, degreesOfFreedom df: Double) -> Double {
    IncompleteBeta.regularised(df / (df + t * t), 0.5 * df, 0.5)
  }

  /// The t > 0 with P(|T| >= t) = `level`.
  ///
  /// Exact for 1 and 2 degrees of freedom; else Hill's expansion (Algorithm 396, CACM 13, 1970) and a Newton step.
  package static func critical(level: Double, degreesOfFreedom df: Double) -> Double {
    precondition(level > 0 && level < 1 && df > 0, "a critical value needs a level between 0 and 1")
    if df == 1 { return 1 / tan(0.5 * .pi * level) }
    if df == 2 { return (2 / (level * (2 - level)) - 2).squareRoot() }
    var t = hill(level, df)
    let logDensityFactor = -IncompleteBeta.logBeta(0.5 * df, 0.5) - 0.5 * log(df)
    for _ in 0..<(df < 5 ? 3 : 1) {
      // On the log scale Newton's step is safe far in the tail, too.
      let p = twoSided(t, degreesOfFreedom: df)
      let density = 2 * exp(logDensityFactor - 0.5 * (df + 1) * log1p(t * t / df))
      t = max(t + log(p / level) * p / density, 0.5 * t)
    }
    return t
  }

  private static func hill(_ level: Double, _ df: Double) -> Double {
    let a = 1 / (df - 0.5)
    let b = 48 / (a * a)
    var c = ((20700 * a / b - 98) * a - 16) * a + 96.36
    let d = ((94.5 / (b + c) - 3) / b + 1) * (a * 0.5 * .pi).squareRoot() * df
    var y = pow(d * level, 2 / df)
    if y > 0.05 + a {
      let x = NormalDistribution.quantile(0.5 * level)
      y = x * x
      if df < 5 { c += 0.3 * (df - 4.5) * (x + 0.6) }
      c = (((0.05 * d * x - 5) * x - 7) * x - 2) * x + b + c
      y = (((((0.4 * y + 6.3) * y + 36) * y + 94.5) / c - y - 3) / b + 1) * x
      y = expm1(a * y * y)
    } else {
      y = ((1 / (((df + 6) / (df * y) - 0.089 * d - 0.822) * (df + 2) * 3) + 0.5 / (df + 4)) * y - 1)
      y = y * (df + 1) / (df + 2) + 1 / pow(d * level, 2 / df)
    }
    return (df * y).squareRoot()
  }
}
