import Records

/// What the data say to one question.
package struct Answer: Codable, Sendable {
  /// `Question.id`.
  package var id: String
  package var question: Prose
  /// Never empty.
  package var sentences: [AnswerSentence]
  /// Nil for most questions.
  package var diagram: AnswerDiagram?
}

/// One sentence of an answer with what it rests on.
package struct AnswerSentence: Codable, Sendable {
  /// Plain text.
  package var text: Prose
  /// Hold every measured figure of the sentence, and more where it counts cells.
  package var claims: [Claim]
  /// What the sentence says of proof runs, which are no samples.
  package var proofs: [CopyProof]
  /// Columns of data.csv without which it would not stand, beside those that name cell and round; in order.
  package var columns: [String]
  package var kind: Kind
  /// How many claims there are, where only the first are listed; nil where all are.
  package var claimsInAll: Int?
  /// What the text counts: cells, sizes.
  package var counts: [AnswerCount] = []

  package enum Kind: String, Codable, Hashable, Sendable, CaseIterable {
    /// Figures as they were taken, with what they decide.
    case measured
    /// Figures of a model, or a conclusion from several figures.
    case derived
    /// That the data do not decide it, and why.
    case undecided
    /// What a primitive calls and what the documentation of those calls says: no figure of this sweep.
    case fact
  }
}

extension AnswerSentence {
  /// Claims that answers.json lists of one sentence at most: all claims are in `export --cells --format json`.
  static let mostClaims = 100

  /// With the first claims alone where there are too many: those of its figures come first.
  var shortened: AnswerSentence {
    guard claims.count > Self.mostClaims else { return self }
    var shorter = self
    shorter.claimsInAll = claims.count
    shorter.claims = Array(claims.prefix(Self.mostClaims))
    return shorter
  }

  /// - Parameter columns: further ones than those of the claims.
  package static func measured(
    _ text: Prose, _ claims: [Claim] = [], proofs: [CopyProof] = [], and columns: [String] = []
  ) -> AnswerSentence {
    AnswerSentence(
      text: text, claims: claims, proofs: proofs, columns: AnswerColumns.names(claims) + columns,
      kind: .measured)
  }

  package static func derived(_ text: Prose, _ claims: [Claim]) -> AnswerSentence {
    AnswerSentence(
      text: text, claims: claims, proofs: [], columns: AnswerColumns.names(claims), kind: .derived)
  }

  package static func fact(_ text: Prose) -> AnswerSentence {
    AnswerSentence(text: text, claims: [], proofs: [], columns: [], kind: .fact)
  }

  /// - Parameter reason: half a sentence, lower case: what is missing.
  package static func undecided(_ reason: Prose, _ claims: [Claim] = []) -> AnswerSentence {
    AnswerSentence(
      text: "These data do not decide it: \(reason).", claims: claims, proofs: [],
      columns: AnswerColumns.names(claims), kind: .undecided)
  }
}

/// What a proof run showed of one stage of one primitive: a row of a ledger.
package struct CopyProof: Codable, Hashable, Sendable {
  package var primitive: String
  package var receive: String
  package var link: String
  package var messageBytes: Int
  package var place: Ledger.CopyPoint
  /// Copies per payload byte; nil where no bound is known.
  package var low: Double?
  package var high: Double?
  package var kind: Ledger.Kind
  package var evidence: String

  init(_ ledger: Ledger, _ stage: Ledger.Stage) {
    primitive = ledger.primitive
    receive = ledger.receive
    link = ledger.link
    messageBytes = ledger.messageBytes
    place = stage.place
    low = stage.low
    high = stage.high
    kind = stage.kind
    evidence = stage.evidence
  }
}

/// The places a message passes and what happens between them.
package struct AnswerDiagram: Codable, Hashable, Sendable {
  package var title: String
  /// From the sending to the receiving application.
  package var places: [String]
  /// One for each step from a place to the next: what happens, a line each.
  package var arrows: [[String]]
  /// What comes back to the sender; empty without completions.
  package var back: [String]
  /// Drawn with plain characters.
  package var text: String
  /// A mermaid flowchart.
  package var mermaid: String
}
