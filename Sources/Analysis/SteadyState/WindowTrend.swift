/// Whether the received rate was still changing inside a window that should have been steady.
package struct WindowTrend: Sendable, Equatable {
  /// Change of the fitted rate from the beginning to the end of the window, relative to its mean.
  package let relativeChange: Double
  /// Two-sided t test of the slope over slices.
  package let probability: Double

  /// Smaller changes get no caveat, however certain: they are within what windows differ by anyway.
  package static let smallestChange = 0.05
  package static let significance = 0.001

  /// Whether the sample deserves the caveat.
  package var isTrend: Bool {
    probability < WindowTrend.significance && abs(relativeChange) >= WindowTrend.smallestChange
  }

  /// Nil for fewer than 6 slices or nothing received.
  package init?(_ slices: SliceRates) {
    let rates = slices.rates
    guard rates.count >= 6, let fit = Slope(x: Array(rates.indices), y: rates) else { return nil }
    let mean = SampleStatistics.mean(rates)
    guard mean > 0 else { return nil }
    relativeChange = fit.slope * Double(rates.count - 1) / mean
    probability = fit.probability
  }

  /// The change alone, of which a cell has one per round; their mean over rounds is tested per cell.
  package static func relativeChange(_ slices: SliceRates) -> Double? {
    WindowTrend(slices)?.relativeChange
  }
}
