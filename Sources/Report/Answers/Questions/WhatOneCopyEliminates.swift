import Analysis
import Records

/// The gathering: by calls, by proof runs, by user time, by sender CPU in pairs.
enum WhatOneCopyEliminates: Question {
  static let id = "what-one-copy-eliminates"
  static let text = "Which copy does one-copy eliminate?"

  static func sentences(_ input: ReportInput) -> [AnswerSentence] {
    let others = input.ledgers(of: "two-copy")
    let proofs = input.ledgers(of: "one-copy").compactMap { ledger -> AnswerSentence? in
      others.first { $0.link == ledger.link }.flatMap { Proofs.change(.gather, from: $0, to: ledger) }
    }
    let share = [
      Figures.profile(.userGather, .sender), Figures.profile(.copyToKernel, .sender),
    ]
    .compactMap { FigureSentence.pair(input, "one-copy", against: "two-copy", $0) }
    let user = FigureSentence.pair(input, "one-copy", against: "two-copy", Figures.senderUserCost)
    let pairs = PairSentence.sentences(input, "one-copy", Figures.senderCost)
    let open = AnswerSentence.undecided(
      "the sweep has no proof runs and no profiles of both primitives, so that the missing copy was not observed itself"
    )
    return [fact] + proofs + share + [user].compactMap(\.self) + pairs
      + (proofs.isEmpty && share.isEmpty ? [open] : [])
  }

  private static let fact = AnswerSentence.fact(
    "By its call, one-copy names the fields to sendmsg(2), one iovec each, and does not gather: the copy in user space "
      + "is left out, the kernel's copy into socket buffers stays.")
}
