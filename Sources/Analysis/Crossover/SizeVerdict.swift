/// Who is ahead at one size, after correction over the sizes of the question.
package enum SizeVerdict: String, Codable, Hashable, Sendable {
  case candidate, baseline
  /// Within the margin of equivalence, with certainty.
  case equal
  case undecided

  /// One verdict per size: Holm over the sizes at 5 %, nothing below the noise floor.
  package static func verdicts(
    _ sizes: [SizeComparison], margin: Double = 0.05, floor: NoiseFloor? = nil
  ) -> [SizeVerdict] {
    let corrected = HolmCorrection.corrected(sizes.map { $0.advantage == nil ? 1 : $0.probability })
    return zip(sizes, corrected).map { size, probability in
      guard let advantage = size.advantage else { return .undecided }
      let isAboveFloor = abs(advantage.mean) >= (floor?.logRatio ?? 0)
      if probability <= 0.05 && isAboveFloor { return advantage.mean > 0 ? .candidate : .baseline }
      let isEqual = Verdict.isWithin(advantage.interval.exponential, margin: margin)
      return isEqual && !size.isEqualityOpen ? .equal : .undecided
    }
  }
}
