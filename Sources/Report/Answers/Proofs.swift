import Records

/// Sentences about proof runs: what ledgers say, stage by stage.
enum Proofs {
  /// `over loopback at 64Ki`.
  static func place(_ ledger: Ledger) -> String {
    "over \(ledger.link) at \(MessageSize(ledger.messageBytes))"
  }

  static func proofs(_ ledger: Ledger, _ places: [Ledger.CopyPoint] = Ledger.CopyPoint.allCases)
    -> [CopyProof]
  {
    places.compactMap { place in ledger[place].map { CopyProof(ledger, $0) } }
  }

  /// Copies per payload byte at each stage.
  static func stages(_ ledger: Ledger, _ places: [Ledger.CopyPoint] = Ledger.CopyPoint.allCases)
    -> AnswerSentence
  {
    let parts = places.map { place in
      "\(ExplainFigures.copies(ledger[place])) by \(ExplainWords.who(place))"
    }
    return .measured(
      "A proof run of \(ledger.primitive) \(Self.place(ledger)) counted copies per payload byte: "
        + "\(parts.joined(separator: "; ")).", proofs: proofs(ledger, places))
  }

  /// All stages together.
  static func sum(_ ledger: Ledger) -> AnswerSentence {
    .measured(
      "All stages of \(ledger.primitive) \(place(ledger)) together copied each payload byte "
        + "\(ExplainWords.sum(ledger)) times, the receiver's copy included.", proofs: proofs(ledger))
  }

  /// Whose CPU time a deferred copy took; nil for a ledger without one, or that does not say.
  static func payers(_ ledger: Ledger) -> AnswerSentence? {
    guard let line = PayersText.line(ledger) else { return nil }
    return .measured(
      "Whose CPU time the copy after the send took, in the proof run of \(ledger.primitive) \(place(ledger)): \(line).",
      proofs: proofs(ledger, [.deferred]))
  }

  /// One stage of two primitives over the same link; nil where either is not known or they hardly differ.
  static func change(_ place: Ledger.CopyPoint, from other: Ledger, to ledger: Ledger) -> AnswerSentence? {
    guard let before = other[place], let after = ledger[place], let low = before.low, let high = after.high,
      low - high > 0.5
    else { return nil }
    let isAlike = other.messageBytes == ledger.messageBytes
    let head = isAlike ? Self.place(ledger) : "over \(ledger.link)"
    let sizes = [other, ledger].map { isAlike ? "" : " at \(MessageSize($0.messageBytes))" }
    return .measured(
      "Proof runs \(head) saw the copy by \(ExplainWords.who(place)) go: "
        + "\(ExplainFigures.copies(before)) per byte with \(other.primitive)\(sizes[0]), "
        + "\(ExplainFigures.copies(after)) with \(ledger.primitive)\(sizes[1]).",
      proofs: proofs(other, [place]) + proofs(ledger, [place]))
  }

  /// Who copied at each stage, and how it was seen.
  static func components(_ ledger: Ledger) -> AnswerSentence {
    let known = Ledger.CopyPoint.allCases.compactMap { place -> String? in
      guard let stage = ledger[place], stage.low != nil else { return nil }
      return "\(ExplainWords.who(place)): \(ExplainFigures.copies(stage)) per byte by \(stage.kind.rawValue)"
    }
    return .measured(
      "Who copied, and how it was seen, in the proof run of \(ledger.primitive) \(place(ledger)): "
        + (known.isEmpty ? "nothing is known" : "\(known.joined(separator: "; "))") + ".",
      proofs: proofs(ledger))
  }

  /// `change` between two primitives, one sentence for each link that both were proved over.
  static func changes(
    _ input: ReportInput, _ place: Ledger.CopyPoint, from primitive: String, to other: String
  ) -> [AnswerSentence] {
    let before = input.ledgers(of: primitive)
    return input.ledgers(of: other).compactMap { ledger in
      before.first { $0.link == ledger.link }.flatMap { change(place, from: $0, to: ledger) }
    }
  }
}
