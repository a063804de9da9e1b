import Records

/// Candidate against baseline in one block by one measure, in the rounds in which both were sampled.
package struct PairComparison: Sendable {
  package let pair: CellPair
  package let measure: Figure
  /// Candidate / baseline.
  package let estimate: RatioEstimate
  package let rounds: [Int]
  package let verdict: Verdict
  /// Why there is no verdict though there is an interval; nil otherwise.
  package let withheld: Withheld?
  /// Two-sided, for equality.
  package let raw: Double
  /// After Holm's correction over the family.
  package let corrected: Double
  /// Comparisons of the family.
  package let familySize: Int
  /// The margin of equivalence the verdict was made with.
  package let margin: Double
  /// For a difference of more than the margin, after correction: small for equivalent pairs.
  package let equivalenceRaw: Double
  package let equivalenceCorrected: Double
  /// How the interval was made.
  package let method: IntervalMethod
  /// Windows of the two cells that moved no byte: their rounds have no ratio.
  package let stalled: StalledWindows

  package enum Withheld: String, Codable, Hashable, Sendable {
    /// The receiver limited a cell, so its goodput says nothing about how it was sent.
    case receiverBound = "receiver-bound"
    /// The machine shows as large a difference between a cell and itself.
    case belowNoiseFloor = "below the noise floor"
    /// The margin of equivalence is smaller than what the machine shows between a cell and itself.
    case marginBelowNoiseFloor = "margin below the noise floor"
    /// The cell that looks better, or one of two that look equal, stalled more often, and no ratio holds that.
    case stalled = "stalled windows have no ratio"
    /// It would hold alone, but not among so many comparisons.
    case correction = "not significant after correction"
  }

  /// Candidate / baseline and their interval; above 1 is better only where the measure says so.
  package var interval: Interval { estimate.interval }
}
