/// How a candidate compares with a baseline by one measure.
package enum Verdict: String, Codable, Hashable, Sendable, CaseIterable {
  /// The whole interval lies on the candidate's good side of 1.
  case better
  /// The whole interval lies on its bad side.
  case worse
  /// The whole interval lies within the margin of equivalence.
  case equivalent
  /// The data do not say.
  case undecided

  /// Range of ratios that count as equal: from 1 / (1 + margin) to 1 + margin, the same for either order of a pair.
  package static func isWithin(_ interval: Interval, margin: Double) -> Bool {
    interval.lower >= 1 / (1 + margin) && interval.upper <= 1 + margin
  }

  /// Verdict of an interval of candidate / baseline ratios.
  package init(_ interval: Interval, margin: Double, higherIsBetter: Bool) {
    if interval.lower > 1 {
      self = higherIsBetter ? .better : .worse
    } else if interval.upper < 1 {
      self = higherIsBetter ? .worse : .better
    } else {
      self = Verdict.isWithin(interval, margin: margin) ? .equivalent : .undecided
    }
  }
}
