/// What a claim says; the figure that belongs to it is the claim's estimate.
package enum ClaimStatement: Codable, Hashable, Sendable {
  /// `winner` is better than `loser`; estimate: winner / loser.
  case winner(ClaimSubject, over: ClaimSubject)
  /// Estimate: subject / baseline, whatever it is.
  case ratio(ClaimSubject, to: ClaimSubject)
  /// Equal within the margin (0.05: from 1 / 1.05 to 1.05); estimate: subject / baseline.
  case equivalence(ClaimSubject, ClaimSubject, margin: Double)
  /// Two primitives cost the same at a size; estimate: that size in bytes.
  case crossover(ClaimSubject, over: ClaimSubject, ClaimedCrossover)
  /// The measure rises (or falls) from each size of the scope to the next; estimate: the least such step.
  case monotone(ClaimSubject, rising: Bool)
  /// Higher than every other of the block; estimate: subject / the next highest.
  case highest(ClaimSubject)
  /// Lower than every other of the block; estimate: subject / the next lowest.
  case lowest(ClaimSubject)
  /// A price of a cost model; estimate: nanoseconds per `term`.
  case coefficient(ClaimSubject, model: String, term: String)
}
