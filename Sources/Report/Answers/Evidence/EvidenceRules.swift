import Analysis
import Records

/// The rules that are tried, in the order in which their sentences stand.
enum EvidenceRules {
  static let all: [any EvidenceRule.Type] = [
    DeferredCopies.self,
    PagePinning.self,
    CompletionWork.self,
    CompletionCalls.self,
    SenderContextSwitches.self,
    ReceiverContextSwitches.self,
    Retransmits.self,
    ShortSegments.self,
    ReceiverBound.self,
    MoreFlowsThanCPUs.self,
    StolenTime.self,
  ]

  /// A result that is to be explained.
  struct Case {
    var cell: Cell
    var other: Cell?
    /// That it is so.
    var claims: [Claim]
  }

  /// One sentence for each rule that some case triggers; one that says so when none does.
  ///
  /// - Parameter what: `cells in which zero-copy lost`.
  static func sentences(_ input: ReportInput, _ cases: [Case], _ what: String) -> [AnswerSentence] {
    let told = all.compactMap { sentence(input, $0, cases, what) }
    guard told.isEmpty else { return told }
    let unread = all.filter { rule in
      !rule.quantities.isEmpty
        && cases.allSatisfy { one in rule.quantities.allSatisfy { input.claim($0, one.cell) == nil } }
    }
    let without =
      unread.isEmpty ? "" : "; no figure with an interval for \(Words.list(unread.map { $0.name }))"
    return [
      .undecided(
        "no recorded figure explains the \(what): none of \(all.count) evidence rules found its figure beyond its "
          + "threshold\(without)")
    ]
  }

  private static func sentence(
    _ input: ReportInput, _ rule: any EvidenceRule.Type, _ cases: [Case], _ what: String
  ) -> AnswerSentence? {
    let found = cases.compactMap { one in rule.trigger(input, one.cell, against: one.other).map { (one, $0) }
    }
    guard let strongest = found.max(by: { $0.1.strength < $1.1.strength }) else { return nil }
    let (one, trigger) = strongest
    var seen: Set<Claim> = []
    let claims = (trigger.claims + found.flatMap { $0.1.claims + $0.0.claims })
      .filter { seen.insert($0).inserted }
    let subject = "\(ClaimSubject(one.cell)) at \(Words.place(one.cell))"
    if cases.count == 1 {
      return .derived(
        "Goes with \(rule.name): \(subject) had \(rule.threshold): \(trigger.text).", claims)
    }
    return .derived(
      "Goes with \(rule.name): \(found.count) of \(cases.count) \(what) had \(rule.threshold); most of all "
        + "\(subject): \(trigger.text).", claims
    ).counting([AnswerCount(rule.name, found.count, of: cases.count)])
  }
}
