/// From which size the candidate beats the baseline and stays ahead.
package enum CrossoverAnswer: Sendable, Equatable {
  /// There is one crossing among the measured sizes.
  case at(Crossover)
  /// The candidate is ahead at every measured size, or equal.
  case aheadThroughout
  /// The candidate is ahead at no measured size.
  case never
  /// No crossing among the measured sizes; the cost models predict one outside of them, at most 16 x away.
  case extrapolated(Crossover)
  /// The lead changes more than once, so that no size can be named: each change, small sizes first.
  case signChanges([Crossover.Bracket])
  /// The data cannot tell, and why.
  case notResolvable(String)
}
