import Foundation

/// Whether a round resembles the round before it, which makes n rounds worth fewer than n.
///
/// Test: von Neumann's ratio of successive squared differences (Ann. Math. Stat. 12, 1941), its distribution
/// approximated by a beta distribution with the exact range and variance.
package struct Autocorrelation: Sendable, Equatable {
  /// Correlation of successive values, -1...1.
  package let lagOne: Double
  /// Von Neumann's ratio, 0...1 over its possible range: 1/2 for independent values, less for similar neighbours.
  private let position: Double
  /// Both parameters of its beta distribution; 0 for fewer than 6 values or no spread.
  private let shape: Double

  /// Relative variance that the rounding of equal values makes: equal values have no spread, in whatever unit.
  private static let rounding = 1e-28

  /// Below this probability intervals are made by the block bootstrap.
  package static let significance = 0.01

  /// One-sided: small when successive values are too much alike. 1 for fewer than 6 values or no spread.
  package var probability: Double {
    shape > 0 ? IncompleteBeta.regularised(position, shape, shape) : 1
  }

  package var isSignificant: Bool { position < 0.5 && probability < Autocorrelation.significance }

  package init(_ values: [Double]) {
    let n = values.count
    let total = n > 0 ? SampleStatistics.squaredDeviations(values) : 0
    let center = n > 0 ? SampleStatistics.mean(values) : 0
    guard n >= 6, total > Double(n) * center * center * Autocorrelation.rounding else {
      lagOne = 0
      position = 0.5
      shape = 0
      return
    }
    var steps = 0.0
    var products = 0.0
    for i in 1..<n {
      let step = values[i] - values[i - 1]
      steps += step * step
      products += (values[i] - center) * (values[i - 1] - center)
    }
    let count = Double(n)
    let reach = 2 * cos(.pi / count)
    let variance = 4 * (count - 2) / (count * count - 1)
    shape = 0.5 * (reach * reach / variance - 1)
    position = (steps / total - 2 + reach) / (2 * reach)
    lagOne = products / total
  }
}
