import Foundation

/// A trend of a cell's values over rounds: the machine warmed up, filled up or got a neighbour.
///
/// t test of the slope of log values over round numbers; exact for lognormal noise, and one wild round cannot make
/// it significant because its leverage is bounded.
package struct Drift: Sendable, Equatable {
  /// Relative change per round, 0.01 for 1 %.
  package let perRound: Double
  /// Two-sided; 1 for fewer than 4 rounds.
  package let probability: Double

  package init(_ series: Series) {
    let fit =
      series.values.allSatisfy { $0 > 0 } ? Slope(x: series.rounds, y: series.values.map { log($0) }) : nil
    perRound = fit.map { expm1($0.slope) } ?? 0
    probability = fit?.probability ?? 1
  }
}
