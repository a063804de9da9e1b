import Analysis
import Records

/// What was recorded beside results that are to be explained: one sentence for each rule that some case triggers.
enum EvidenceSentences {
  /// A result that is to be explained.
  struct Case {
    var cell: Cell
    var other: Cell?
    /// That it is so.
    var claims: [Claim]
  }

  /// A sentence and what it says of which cell, by which two of them are the same evidence.
  struct Told {
    struct Evidence: Hashable {
      let cell: Cell?
      /// Nil for the sentence that no rule found anything.
      let rule: String?
      let claims: [Claim]
    }
    let evidence: Evidence
    let sentence: AnswerSentence
  }

  /// - Parameter what: `cells in which zero-copy lost`.
  static func sentences(_ input: ReportInput, _ cases: [Case], _ what: String) -> [AnswerSentence] {
    told(input, cases, what).map(\.sentence)
  }

  /// One for each rule that triggers; one that says so when none does.
  static func told(_ input: ReportInput, _ cases: [Case], _ what: String) -> [Told] {
    let told = EvidenceRules.all.compactMap { self.told(input, $0, cases, what) }
    guard told.isEmpty else { return told }
    let unread = EvidenceRules.all.filter { rule in
      !rule.quantities.isEmpty
        && cases.allSatisfy { one in rule.quantities.allSatisfy { input.claim($0, one.cell) == nil } }
    }
    let without =
      unread.isEmpty ? "" : "; no figure with an interval for \(Words.list(unread.map { $0.name }))"
    return [
      Told(
        evidence: Told.Evidence(cell: cases.first?.cell, rule: nil, claims: []),
        sentence: .undecided(
          "no recorded figure explains the \(what): none of \(EvidenceRules.all.count) evidence rules found its "
            + "figure beyond its threshold\(without)"))
    ]
  }

  private static func told(
    _ input: ReportInput, _ rule: EvidenceRule, _ cases: [Case], _ what: String
  ) -> Told? {
    let found = cases.compactMap { one in rule.trigger(input, one.cell, one.other).map { (one, $0) } }
    guard let strongest = found.max(by: { $0.1.strength < $1.1.strength }) else { return nil }
    let (one, trigger) = strongest
    var seen: Set<Claim> = []
    let claims = (trigger.claims + found.flatMap { $0.1.claims + $0.0.claims })
      .filter { seen.insert($0).inserted }
    let subject = "\(ClaimSubject(one.cell)) at \(Words.place(one.cell))"
    let evidence = Told.Evidence(cell: one.cell, rule: rule.name, claims: trigger.claims)
    if cases.count == 1 {
      let sentence = AnswerSentence.derived(
        "Goes with \(rule.name): \(subject) had \(rule.threshold): \(trigger.text).", claims)
      return Told(evidence: evidence, sentence: sentence)
    }
    let sentence = AnswerSentence.derived(
      "Goes with \(rule.name): \(found.count) of \(cases.count) \(what) had \(rule.threshold); most of all "
        + "\(subject): \(trigger.text).", claims)
    let count = AnswerCount(rule.name, found.count, of: cases.count)
    return Told(evidence: evidence, sentence: sentence.counting([count]))
  }
}
