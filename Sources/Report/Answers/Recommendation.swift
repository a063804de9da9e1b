import Analysis
import Records

/// What to use for which sizes and flows, from the claims that survived; nothing where none did.
package struct Recommendation: Codable, Sendable {
  /// By pair of primitives, flows and link; with the first 100 claims of each.
  package var advice: [Advice]
  /// Why there is none; nil when there is some.
  package var reason: Prose?

  package init(_ input: ReportInput) {
    advice = input.findings.advice.map { advice in
      var advice = advice
      advice.claims = Array(advice.claims.prefix(AnswerSentence.mostClaims))
      return advice
    }
    reason = advice.isEmpty ? "no difference between primitives survived" : nil
  }
}
