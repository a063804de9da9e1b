/// What a claim says; the figure that belongs to it is the claim's estimate.
package enum ClaimStatement: Codable, Hashable, Sendable {
  /// `subject` is better than `loser`; estimate: subject / loser.
  case winner(subject: ClaimSubject, loser: ClaimSubject)
  /// Estimate: subject / baseline, whatever it is.
  case ratio(subject: ClaimSubject, baseline: ClaimSubject)
  /// Equal within the margin (0.05: from 1 / 1.05 to 1.05); estimate: subject / baseline.
  case equivalence(subject: ClaimSubject, baseline: ClaimSubject, margin: Double)
  /// Two primitives cost the same at a size; estimate: that size in bytes.
  case crossover(subject: ClaimSubject, baseline: ClaimSubject, place: ClaimedCrossover)
  /// The measure rises (or falls) from each size of the scope to the next; estimate: the least such step.
  case monotone(subject: ClaimSubject, rising: Bool)
  /// Higher than every other of the block; estimate: subject / the next highest.
  case highest(subject: ClaimSubject)
  /// Lower than every other of the block; estimate: subject / the next lowest.
  case lowest(subject: ClaimSubject)
  /// A price of a cost model; estimate: nanoseconds per `term`.
  case coefficient(subject: ClaimSubject, model: String, term: String)
  /// What one cell shows, whatever others do; estimate: the figure by the scope's formula.
  case figure(subject: ClaimSubject)
}
