import Analysis
import Records

/// From what size a primitive outperforms the baseline: a sentence for each number of flows, link and measure that is
/// decided, and one for each reason why the others are not.
enum CrossoverSentences {
  private static let measures = [Figures.goodput, Figures.senderCost]

  static func sentences(_ input: ReportInput, _ primitive: String) -> [AnswerSentence] {
    guard primitive != input.baseline else {
      return [.undecided("\(primitive) is what this sweep compares the others with")]
    }
    for name in [primitive, input.baseline] where input.cells(of: name).isEmpty {
      return [.undecided("\(name) was not measured")]
    }
    let findings = input.findings.crossovers.filter { isAbout($0, primitive, input.baseline) }
    guard !findings.isEmpty else {
      return [
        .undecided(
          "\(primitive) and \(input.baseline) were never measured under the same conditions")
      ]
    }
    let ordered = measures.flatMap { measure in findings.filter { $0.question.measure == measure } }
    let told = ordered.map { (finding: $0, sentence: sentence(input, $0, primitive)) }
    let open = told.compactMap { told in told.sentence == nil ? told.finding : nil }
    return told.compactMap(\.sentence) + UndecidedCrossovers.sentences(input, open, primitive)
  }

  private static func isAbout(
    _ finding: CrossoverFinding, _ primitive: String, _ baseline: String
  ) -> Bool {
    guard let pair = finding.question.pairs.first else { return false }
    return pair.candidate.primitive == primitive && pair.baseline.primitive == baseline
  }

  /// Nil where the data do not decide it.
  private static func sentence(
    _ input: ReportInput, _ finding: CrossoverFinding, _ primitive: String
  ) -> AnswerSentence? {
    let measure = finding.question.measure
    let head = finding.question.pairs.first.map { Words.series($0.candidate) } ?? ""
    let by = "by \(measure.label) with \(head)"
    guard !UndecidedCrossovers.lacksRounds(finding) else { return nil }
    switch finding.answer {
    case .at(let crossover):
      return .measured(
        text(crossover, by, primitive, input.baseline),
        CrossoverClaims.claims([finding], sweep: input.sweep.id))
    case .extrapolated(let crossover):
      return .derived(
        text(crossover, by, primitive, input.baseline)
          + " This is outside the measured sizes (\(range(finding))) and only what cost "
          + "models predict.", CrossoverClaims.claims([finding], sweep: input.sweep.id)
      ).counting(sizes(finding))
    case .aheadThroughout:
      return .measured(
        "\(capital(by)) \(primitive) is ahead of \(input.baseline), or equal, \(range(finding)).",
        pairClaims(input, finding)
      ).counting(sizes(finding))
    case .never:
      return .measured(
        "\(capital(by)) \(primitive) is not ahead of \(input.baseline) \(range(finding)).",
        pairClaims(input, finding)
      ).counting(sizes(finding))
    case .signChanges(let brackets):
      let places = brackets.map {
        "between \(SizeText.text($0.lowerBytes)) and \(SizeText.text($0.upperBytes))"
      }
      return .measured(
        "\(capital(by)) the lead changes more than once, \(Words.list(places)): there is no one size from which "
          + "\(primitive) outperforms \(input.baseline).", pairClaims(input, finding))
    case .notResolvable: return nil
    }
  }

  private static func text(
    _ crossover: Crossover, _ by: String, _ primitive: String, _ baseline: String
  ) -> Prose {
    let size = Words.size(
      ClaimEstimate(
        value: crossover.bytes, lower: crossover.interval.lower, upper: crossover.interval.upper,
        confidence: crossover.interval.confidence, unit: "bytes", estimand: .sizeOfEqualCost, method: ""))
    let sides = crossover.candidateLeadsAbove ? ("from", "below") : ("up to", "above")
    let bracket = crossover.bracket.map {
      " (between the measured sizes \(SizeText.text($0.lowerBytes)) and \(SizeText.text($0.upperBytes)))"
    }
    return
      "\(capital(by)) \(primitive) outperforms \(baseline) \(sides.0) \(size)\(bracket ?? ""), and \(baseline) is "
      + "ahead \(sides.1) it."
  }

  /// Verdicts of the sizes, which the sentence is about; none where the receiver limited all.
  static func pairClaims(_ input: ReportInput, _ finding: CrossoverFinding) -> [Claim] {
    guard let first = finding.question.pairs.first?.candidate else { return [] }
    let pairs = Set(finding.question.pairs)
    // The pairs of a question differ in size only: most others are told apart without a look into the set.
    let comparisons = input.findings.comparisons.filter {
      $0.pair.candidate.flows == first.flows && $0.measure == finding.question.measure
        && $0.pair.candidate.primitive == first.primitive && pairs.contains($0.pair)
    }
    return PairClaims.claims(comparisons, sweep: input.sweep.id)
  }

  private static func sizes(_ finding: CrossoverFinding) -> [AnswerCount] {
    [AnswerCount("sizes", finding.question.sizes.count)]
  }

  private static func range(_ finding: CrossoverFinding) -> String {
    let sizes = finding.question.sizes.map(\.bytes)
    guard let first = sizes.first, let last = sizes.last, first != last else {
      return "at \(SizeText.text(sizes.first ?? 0)), the only size measured"
    }
    return "at any of the \(sizes.count) sizes from \(SizeText.text(first)) to \(SizeText.text(last))"
  }

  private static func capital(_ text: String) -> String { text.prefix(1).uppercased() + text.dropFirst() }
}
