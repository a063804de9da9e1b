/// A message size at which two primitives cost the same.
package struct Crossover: Codable, Hashable, Sendable {
  /// Best estimate, in bytes.
  package let bytes: Double
  /// 95 %: the sizes at which the data do not exclude equal cost, costs taken as straight between measured sizes.
  package let interval: Interval
  /// Measured sizes between which it lies whatever the shape of the costs; nil for an extrapolated one.
  package let bracket: Bracket?
  /// Whether the candidate is ahead above it (else below).
  package let candidateLeadsAbove: Bool

  package struct Bracket: Codable, Hashable, Sendable {
    package var lowerBytes: Int
    package var upperBytes: Int

    package init(lowerBytes: Int, upperBytes: Int) {
      self.lowerBytes = lowerBytes
      self.upperBytes = upperBytes
    }

    package var ratio: Double { Double(upperBytes) / Double(lowerBytes) }
  }
}
