/// How a claim's probability was corrected for the other questions asked at the same time.
package struct ClaimCorrection: Codable, Hashable, Sendable {
  /// The questions corrected together: `sweep 3, goodput`.
  package var family: String
  /// `Holm`.
  package var method: String
  /// Questions in the family.
  package var tests: Int
  /// Two-sided probability before correction.
  package var raw: Double
  package var corrected: Double

  package init(family: String, method: String, tests: Int, raw: Double, corrected: Double) {
    self.family = family
    self.method = method
    self.tests = tests
    self.raw = raw
    self.corrected = corrected
  }
}
