import Analysis
import Records

/// What fits least with what was to be expected: a cost far from its fitted model, or more copies with more goodput.
package struct UnexpectedResult: Sendable {
  package var kind: Kind
  package var cell: Cell
  /// With the better result; nil against a model.
  package var other: Cell?
  /// How far from what was expected: ln of the ratio, always positive.
  package var distance: Double
  /// In one sentence.
  package var text: String
  package var claims: [Claim]
  /// What the sentence counts.
  package var counts: [AnswerCount] = []

  package enum Kind: String, Sendable {
    case model, order
  }
}
