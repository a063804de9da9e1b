import Analysis
import Records

/// The largest deviation from the expected order and from a fitted model, each with the evidence beside it.
enum OneUnexpectedResult: Question {
  static let id = "unexpected"
  static let text = "What is one unexpected result, and what explains it?"

  static func sentences(_ input: ReportInput) -> [AnswerSentence] {
    let results = UnexpectedResult.results(input)
    guard !results.isEmpty else {
      return [
        .undecided(
          "no primitive with fewer copies than two-copy surely lost to it, and no time per message is surely "
            + "5 % or more off its fitted model")
      ]
    }
    // Two results of one cell have the same evidence: it is told once.
    var told: Set<String> = []
    return results.flatMap { result in
      [AnswerSentence.derived(result.text, result.claims).counting(result.counts)]
        + EvidenceRules.sentences(
          input, [.init(cell: result.cell, other: result.other, claims: result.claims)],
          "distance of \(ClaimSubject(result.cell)) at \(Words.place(result.cell))")
    }.filter { told.insert($0.text).inserted }
  }
}
