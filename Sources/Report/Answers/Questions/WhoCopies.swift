import Analysis
import Records

/// By calls, by evidence of proof runs, by CPU time in user mode and in all.
enum WhoCopies: Question {
  static let id = "who-copies"
  static let text = "Which components perform the copies?"

  static func sentences(_ input: ReportInput) -> [AnswerSentence] {
    let proofs = input.ledgers(of: "two-copy").map(evidence)
    let shares = FigureSentence.each(
      input, "two-copy",
      [
        Figures.profile(.userGather, .sender), Figures.profile(.copyToKernel, .sender),
        Figures.profile(.copyToUser, .receiver),
      ])
    let times =
      input.widest("two-copy", Figures.senderUserCost, Figures.senderCost)
      .map { [FigureSentence.sentence($0.cell, $0.claims)] } ?? []
    let open = AnswerSentence.undecided(
      "the sweep has neither a proof run nor a profile of two-copy; CPU times alone do not tell copying from other work"
    )
    return [fact] + proofs + shares + times + (proofs.isEmpty && shares.isEmpty ? [open] : [])
  }

  private static let fact = AnswerSentence.fact(
    "By their calls: the C library's memcpy in the sending program gathers the fields; the kernel copies to socket "
      + "buffers in the sender's send(2), and from socket buffers in the receiver's recv(2).")

  private static func evidence(_ ledger: Ledger) -> AnswerSentence {
    let known = Ledger.Place.allCases.compactMap { place -> String? in
      guard let stage = ledger[place], stage.low != nil else { return nil }
      return "\(ExplainWords.who(place)): \(ExplainFigures.copies(stage)) per byte by \(stage.kind.rawValue)"
    }
    return .measured(
      "Who copied, and how it was seen, in the proof run of \(ledger.primitive) \(Proofs.place(ledger)): "
        + (known.isEmpty ? "nothing is known" : known.joined(separator: "; ")) + ".",
      proofs: Proofs.proofs(ledger))
  }
}
