/// Where a difference that runs straight between two places crosses 0, with the places that the data do not exclude.
///
/// Inversion of the t test at every place (Fieller 1954): exact for normal noise, whatever the correlation between
/// the two ends. Places are measured from 0 at the first to 1 at the second.
struct LinearRoot {
  /// Mean, variance of the mean and covariance of the means at the two places.
  let first: Double
  let second: Double
  private let firstVariance: Double
  private let secondVariance: Double
  private let covariance: Double
  private let critical: Double

  /// Nil for fewer than 3 rounds. Both have one value per round, in the same order.
  init?(_ first: [Double], _ second: [Double], confidence: Double = 0.95) {
    let n = first.count
    guard n >= 3, second.count == n else { return nil }
    let firstMean = SampleStatistics.mean(first)
    let secondMean = SampleStatistics.mean(second)
    var xx = 0.0
    var yy = 0.0
    var xy = 0.0
    for i in 0..<n {
      let x = first[i] - firstMean
      let y = second[i] - secondMean
      xx += x * x
      yy += y * y
      xy += x * y
    }
    let scale = 1 / (Double(n) * Double(n - 1))
    self.first = firstMean
    self.second = secondMean
    firstVariance = xx * scale
    secondVariance = yy * scale
    covariance = xy * scale
    critical = StudentT.critical(level: 1 - confidence, degreesOfFreedom: Double(n - 1))
  }

  /// Where the mean difference is 0; may lie outside 0...1. Nil for parallel costs.
  var root: Double? {
    first == second ? nil : first / (first - second)
  }

  /// Whether a difference of 0 is excluded at a place.
  func excludes(_ place: Double) -> Bool { margin(place) > 0 }

  /// The places in `range` that are not excluded, as the range they span; nil when all are excluded.
  func kept(in range: ClosedRange<Double>) -> ClosedRange<Double>? {
    var places = [range.lowerBound, range.upperBound].filter { !excludes($0) }
    places += boundaries.filter(range.contains)
    guard let least = places.min(), let greatest = places.max() else { return nil }
    return least...greatest
  }

  /// The two places at which the test just does not exclude 0; empty where there are none.
  var boundaries: [Double] {
    // margin(w) = a w^2 + 2 b w + c
    let (a, b, c) = quadratic
    guard a != 0 else { return b == 0 ? [] : [-c / (2 * b)] }
    let discriminant = b * b - a * c
    guard discriminant >= 0 else { return [] }
    let root = discriminant.squareRoot()
    return [(-b - root) / a, (-b + root) / a].sorted()
  }

  /// Whether the places that are not excluded form one bounded range.
  var isBounded: Bool { quadratic.a > 0 }

  /// Squared mean - critical^2 x variance at a place: positive where 0 is excluded.
  private func margin(_ place: Double) -> Double {
    let (a, b, c) = quadratic
    return (a * place + 2 * b) * place + c
  }

  private var quadratic: (a: Double, b: Double, c: Double) {
    let squared = critical * critical
    let slope = second - first
    let a = slope * slope - squared * (firstVariance + secondVariance - 2 * covariance)
    let b = first * slope - squared * (covariance - firstVariance)
    let c = first * first - squared * firstVariance
    return (a, b, c)
  }
}
