import Analysis
import Records

/// What the kernel does with lent pages: pins, lends, copies after all where it must, and reports on the error queue.
struct LentPages {
  private let primitive: String

  init(_ primitive: String) {
    self.primitive = primitive
  }

  func sentences(_ input: ReportInput) -> [AnswerSentence] {
    let proofs = input.ledgers(of: primitive).flatMap {
      [Proofs.stages($0), Proofs.payers($0)].compactMap(\.self)
    }
    let figures = input.links(of: primitive).flatMap { link in
      FigureSentence.each(
        input, primitive, over: link,
        [
          Figures.copiedNotifications, Figures.completionsPerMessage,
          Figures.callsPerMessage, Figures.profile(.pagePinning, .sender),
          Figures.profile(.completions, .sender), Figures.profile(.deferredCopy, .sender),
        ])
    }
    let missing = input.missing(Figures.copiedNotifications, primitive)
    let open = AnswerSentence.undecided("no figure of \(primitive) can be claimed (\(missing))")
    return Self.facts + proofs + figures + (proofs.isEmpty && figures.isEmpty ? [open] : [])
  }

  private static let facts = [
    AnswerSentence.fact(
      "By its call, sendmsg(2) with MSG_ZEROCOPY pins the pages of the fields and puts references to them into socket "
        + "buffers instead of a copy; the program must leave them as they are until a completion arrives on the "
        + "socket's error queue."),
    AnswerSentence.fact(
      "Where such a buffer reaches a socket of the same machine, as over loopback or veth, the kernel copies it then "
        + "(skb_copy_ubufs) and flags the completion with SO_EE_CODE_ZEROCOPY_COPIED."),
  ]
}
