import Foundation

/// The level at which each look of a sequence may be tested, so that all looks together err with `level`.
///
/// Boundaries by numerical integration over the looks (Armitage, McPherson & Rowe, JRSS A 132, 1969) with the error
/// given out by `AlphaSpending`. The normal boundary is carried over to t as a level (Jennison & Turnbull 2000,
/// section 3.8).
package struct GroupSequentialDesign: Sendable, Equatable {
  package let looks: [Int]
  /// Two-sided level of each look; 0 where too little may be spent for a test.
  package let levels: [Double]
  package let level: Double

  /// - Parameter spendAll: whether the last look spends what is left though `planned` rounds were not reached,
  ///   as when a budget, which knows nothing of the data, ended the sweep.
  package init(looks: [Int], planned: Int, level: Double = 0.05, spendAll: Bool = true) {
    self.looks = looks
    self.level = level
    var levels: [Double] = []
    var spent = 0.0
    var density = ScoreDensity()
    for (index, look) in looks.enumerated() {
      let isLast = index == looks.count - 1
      let share = isLast && spendAll ? 1 : min(1, Double(look) / Double(planned))
      let target = AlphaSpending.spent(share: share, level: level)
      let boundary = density.advance(to: Double(look), exit: target - spent)
      if boundary != nil { spent = target }
      levels.append(boundary.map { NormalDistribution.twoSided($0) } ?? 0)
    }
    self.levels = levels
  }

  /// What a look's probability has to be multiplied with to be valid although the data were looked at several times.
  ///
  /// By weighted Bonferroni over the looks, so slightly larger than need be: used only where no
  /// design of a fitting level is at hand (`SequentialTest`). Infinite where the look allows no test.
  package func factor(look: Int) -> Double {
    guard levels[look] > 0 else { return .infinity }
    var sum = 0.0
    for level in levels { sum += level }
    return sum / levels[look]
  }
}

/// Density of the score of those sequences that have not yet crossed a boundary.
private struct ScoreDensity {
  private var information = 0.0
  /// Grid over the continuation region of the last look, and density x Simpson weight at its points.
  private var points: [Double] = [0]
  private var masses: [Double] = [1]

  /// Even, so that Simpson's rule applies; 160 leave the boundary right to four digits.
  private static let steps = 160
  /// Less error than this buys no look: its boundary would lie beyond what t can resolve.
  private static let leastExit = 1e-9

  /// Goes to the look at `next` rounds and returns the z boundary that is crossed with probability `exit`.
  mutating func advance(to next: Double, exit: Double) -> Double? {
    let step = (next - information).squareRoot()
    guard exit > ScoreDensity.leastExit, step > 0 else { return nil }
    var low = 0.0
    var high = 12 * next.squareRoot()
    for _ in 0..<40 {
      let middle = 0.5 * (low + high)
      if crossing(middle, step) > exit { low = middle } else { high = middle }
    }
    let boundary = 0.5 * (low + high)
    restrict(to: boundary, step)
    information = next
    return boundary / next.squareRoot()
  }

  /// Probability of a score beyond +-boundary after an increment with standard deviation `step`.
  private func crossing(_ boundary: Double, _ step: Double) -> Double {
    var sum = 0.0
    for i in points.indices {
      let upper = NormalDistribution.cumulative((points[i] - boundary) / step)
      let lower = NormalDistribution.cumulative((-boundary - points[i]) / step)
      sum += masses[i] * (upper + lower)
    }
    return sum
  }

  private mutating func restrict(to boundary: Double, _ step: Double) {
    let count = ScoreDensity.steps
    let spacing = 2 * boundary / Double(count)
    let scale = 1 / (step * (2 * Double.pi).squareRoot())
    var newPoints = [Double](repeating: 0, count: count + 1)
    var newMasses = newPoints
    for j in 0...count {
      let x = -boundary + spacing * Double(j)
      var density = 0.0
      for i in points.indices {
        let z = (x - points[i]) / step
        density += masses[i] * exp(-0.5 * z * z)
      }
      let weight = j == 0 || j == count ? 1.0 : (j % 2 == 1 ? 4.0 : 2.0)
      newPoints[j] = x
      newMasses[j] = density * scale * weight * spacing / 3
    }
    points = newPoints
    masses = newMasses
  }
}
