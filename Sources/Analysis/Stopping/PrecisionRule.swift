import Foundation

/// `--precision`: a cell is done when half its median's interval is within a share of the median.
///
/// Looked at on a fixed schedule with intervals of `MedianInterval.stoppedNominal`, so that stopping at a look that
/// happens to agree does not spoil the coverage of what is then reported as 95 %.
package struct PrecisionRule: Sendable, Equatable {
  /// 0.05 for 5 %.
  package let target: Double
  package let schedule: LookSchedule

  package init(target: Double, maximumRounds: Int) {
    self.target = target
    self.schedule = .precision(maximumRounds: maximumRounds)
  }

  package enum Status: Sendable, Equatable {
    /// At so many rounds the interval was first narrow enough.
    case met(rounds: Int)
    /// Relative half-width at present; nil while there is no interval.
    case notMet(relativeHalfWidth: Double?)
  }

  /// Depends on the values alone: a cell that went on after it was done stays done.
  ///
  /// - Parameter isFinal: whether no round will follow whatever is found, so that the values there are get a last look.
  package func status(_ series: Series, isFinal: Bool = false) -> Status {
    var last: Double?
    for look in schedule.looks where look <= series.count {
      let found = status(series, look: look)
      guard case .notMet(let halfWidth) = found else { return found }
      last = halfWidth
    }
    guard !schedule.looks.contains(series.count) else { return .notMet(relativeHalfWidth: last) }
    let halfWidth = relativeHalfWidth(series)
    if isFinal, series.count >= LookSchedule.fewestRounds, let halfWidth, halfWidth <= target {
      return .met(rounds: series.count)
    }
    return .notMet(relativeHalfWidth: halfWidth)
  }

  /// By when so many values with this half-width would be precise enough: it shrinks with the square root of their
  /// number. Rounded up to two digits, for it is a forecast; at most 1,000,000.
  func roundsNeeded(from count: Int, _ relativeHalfWidth: Double) -> Int {
    let excess = max(1, relativeHalfWidth / target)
    let need = min(1e6, max(Double(LookSchedule.fewestRounds), Double(count) * excess * excess))
    let unit = max(1, pow(10, log10(need).rounded(.down) - 1))
    return Int((need / unit).rounded(.up) * unit)
  }

  /// What the first `look` values alone say.
  func status(_ series: Series, look: Int) -> Status {
    let halfWidth = relativeHalfWidth(series.prefix(look))
    if let halfWidth, halfWidth <= target { return .met(rounds: look) }
    return .notMet(relativeHalfWidth: halfWidth)
  }

  private func relativeHalfWidth(_ series: Series) -> Double? {
    let sorted = series.values.sorted()
    let median = sorted.isEmpty ? 0 : SampleStatistics.median(sorted: sorted)
    guard median > 0 else { return nil }
    guard let interval = MedianInterval.interval(sorted: sorted, confidence: MedianInterval.stoppedNominal)
    else { return nil }
    let halfWidth = interval.halfWidth / median
    // Resampling can only widen it, which changes nothing for one that is too wide already.
    guard halfWidth <= target else { return halfWidth }
    let autocorrelation = Autocorrelation(series.values)
    guard autocorrelation.isSignificant,
      let blocks = BlockBootstrap.medianInterval(
        series.values, confidence: MedianInterval.stoppedNominal, lagOne: autocorrelation.lagOne)
    else { return halfWidth }
    return max(halfWidth, blocks.halfWidth / median)
  }
}
