import Analysis
import Records

/// The largest deviation from the expected order and from a fitted model, each with the evidence beside it.
enum UnexpectedResults {
  static func sentences(_ input: ReportInput) -> [AnswerSentence] {
    let results = UnexpectedResult.results(input)
    guard !results.isEmpty else {
      return [
        .undecided(
          "no primitive with fewer copies than \(input.baseline) surely lost to it, and no time per message is surely "
            + "5 % or more off its fitted model")
      ]
    }
    // Two results of one cell have the same evidence: it is told once.
    var told: Set<EvidenceSentences.Told.Evidence> = []
    return results.flatMap { result in
      let evidence = EvidenceSentences.told(
        input, [.init(cell: result.cell, other: result.other, claims: result.claims)],
        "distance of \(ClaimSubject(result.cell)) at \(Words.place(result.cell))")
      return [AnswerSentence.derived(Prose(result.text), result.claims).counting(result.counts)]
        + evidence.filter { told.insert($0.evidence).inserted }.map(\.sentence)
    }
  }
}
