/// Least-squares slope of values over whole positions, with the t test that it is 0.
package struct Slope: Sendable, Equatable {
  package let slope: Double
  /// Two-sided.
  package let probability: Double

  /// Nil for fewer than 4 points or equal positions.
  package init?(x: [Int], y: [Double]) {
    let n = y.count
    guard n >= 4, x.count == n else { return nil }
    var meanX = 0.0
    for value in x { meanX += Double(value) }
    meanX /= Double(n)
    let meanY = SampleStatistics.mean(y)
    var xx = 0.0
    var xy = 0.0
    var yy = 0.0
    for i in 0..<n {
      let dx = Double(x[i]) - meanX
      let dy = y[i] - meanY
      xx += dx * dx
      xy += dx * dy
      yy += dy * dy
    }
    guard xx > 0 else { return nil }
    slope = xy / xx
    let residual = max(0, yy - xy * xy / xx)
    // A residual of rounding errors only is a perfect fit of whatever slope there is.
    guard residual > 1e-24 * yy, yy > 0 else {
      probability = slope == 0 || yy == 0 ? 1 : 0
      return
    }
    let t = slope * (xx * Double(n - 2) / residual).squareRoot()
    probability = StudentT.twoSided(t, degreesOfFreedom: Double(n - 2))
  }
}
