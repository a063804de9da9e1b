import Foundation

/// A range that contains the estimated quantity in a stated share of repetitions of the experiment.
package struct Interval: Codable, Hashable, Sendable {
  package var lower: Double
  package var upper: Double
  /// 0.95 for an interval that should cover in 95 of 100 experiments.
  package var confidence: Double

  package init(lower: Double, upper: Double, confidence: Double = 0.95) {
    self.lower = lower
    self.upper = upper
    self.confidence = confidence
  }

  package var halfWidth: Double { 0.5 * (upper - lower) }

  package func contains(_ value: Double) -> Bool { lower <= value && value <= upper }

  /// From the log scale to ratios.
  package var exponential: Interval {
    Interval(lower: exp(lower), upper: exp(upper), confidence: confidence)
  }
}
