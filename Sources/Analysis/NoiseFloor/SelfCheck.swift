/// `--self-check`: how often A/A pairs got a verdict of better or worse, which is always false.
package struct SelfCheck: Codable, Hashable, Sendable {
  package let pairs: Int
  package let falseVerdicts: Int
  /// Of the rate; exact binomial limits (Clopper & Pearson, Biometrika 26, 1934).
  package let interval: Interval

  /// Rate the verdicts are made for.
  package static let nominalRate = 0.05

  /// Nil without pairs.
  package init?(_ verdicts: [Verdict]) {
    guard !verdicts.isEmpty else { return nil }
    pairs = verdicts.count
    var count = 0
    for verdict in verdicts where verdict == .better || verdict == .worse { count += 1 }
    falseVerdicts = count
    let errors = Double(count)
    let others = Double(verdicts.count - count)
    interval = Interval(
      lower: count == 0 ? 0 : IncompleteBeta.inverse(0.025, errors, others + 1),
      upper: count == verdicts.count ? 1 : IncompleteBeta.inverse(0.975, errors + 1, others))
  }

  package var rate: Double { Double(falseVerdicts) / Double(pairs) }

  /// Whether the rate is compatible with the nominal one: its interval does not lie above it.
  package var isWithinNominal: Bool { interval.lower <= SelfCheck.nominalRate }
}
