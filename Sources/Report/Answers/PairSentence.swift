import Analysis
import Records

/// Sentences about the verdicts of a primitive against the baseline.
enum PairSentence {
  static func comparisons(_ input: ReportInput, _ primitive: String, _ measure: Measure) -> [PairComparison] {
    input.findings.comparisons.filter {
      $0.measure == measure && $0.pair.candidate.primitive == primitive
        && $0.pair.baseline.primitive == PairsOfInterest.baseline
    }
  }

  /// One sentence a link: in how many cells it was better, worse, equal or undecided, with the greatest difference.
  static func sentences(_ input: ReportInput, _ primitive: String, _ measure: Measure) -> [AnswerSentence] {
    let all = comparisons(input, primitive, measure)
    return input.links(of: primitive).compactMap { link in
      sentence(all.filter { $0.pair.candidate.link == link }, link, primitive, measure, input.sweep.id)
    }
  }

  private static func sentence(
    _ all: [PairComparison], _ link: String, _ primitive: String, _ measure: Measure, _ sweep: Int64
  ) -> AnswerSentence? {
    let told = all.filter { $0.withheld != .receiverBound }
    var claims = PairClaims.claims(told, sweep: sweep)
    guard !claims.isEmpty else { return nil }
    let counts = [
      (Verdict.better, "better"), (.worse, "worse"), (.equivalent, "equal within the margin"),
      (.undecided, "undecided"),
    ]
    .map { verdict, word in
      AnswerCount(word, told.count { $0.verdict == verdict }, of: told.count)
    }
    .filter { $0.count > 0 }
    let decided = told.filter { $0.verdict == .better || $0.verdict == .worse }
    let greatest = decided.max { abs($0.estimate.log.mean) < abs($1.estimate.log.mean) }
    if claims.count > AnswerSentence.mostClaims, let greatest {
      let first = PairClaims.claims([greatest], sweep: sweep)
      claims = first + claims.filter { !first.contains($0) }
    }
    let example = greatest.map { "; the greatest difference: \(difference($0))" } ?? ""
    return .measured(
      "By \(measure.label) over \(link), \(primitive) against \(PairsOfInterest.baseline) is "
        + "\(Words.list(counts.map { "\($0.what) in \($0.count)" })) of "
        + "\(Words.cells(told.count))\(example).", claims
    ).counting(counts)
  }

  /// `18 % [14, 22] less sender CPU per byte at 64Ki with 1 flow over loopback (n = 12)`: of the candidate.
  static func difference(_ comparison: PairComparison) -> String {
    let ratio = comparison.estimate.ratio
    let interval = comparison.interval
    let isMore = ratio >= 1
    let limits = isMore ? (interval.lower - 1, interval.upper - 1) : (1 - interval.upper, 1 - interval.lower)
    return "\(Percent.digits(abs(ratio - 1))) % [\(Percent.digits(limits.0)), \(Percent.digits(limits.1))] "
      + "\(isMore ? "more" : "less") \(comparison.measure.label) at \(Words.place(comparison.pair.candidate)) "
      + "(n = \(comparison.estimate.count))"
  }
}
