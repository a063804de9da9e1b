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
  case notResolvable(Unresolved)

  package enum Unresolved: Sendable, Hashable {
    /// At no size is there a verdict, and not all of them are equal.
    case noDifference
    /// One leads on either side, but no round has both primitives at every size around the crossing.
    case noCommonRounds
    /// One leads wherever there is a verdict, but there is none at this size, the first of an open end.
    case openEnd(candidateLeads: Bool, bytes: Int)
  }
}

/// As with `Prose`: an answer inside a string does not compile, where it would show its fields; `words` is its text.
extension DefaultStringInterpolation {
  package mutating func appendInterpolation(_ answer: CrossoverAnswer) -> Never { fatalError("never called") }
  package mutating func appendInterpolation(_ answer: CrossoverAnswer) -> Never? { nil }
}
