import Analysis
import Records

/// Pins, lends, copies after all where it must, and reports on the error queue.
enum KernelUnderZeroCopy: Question {
  static let id = "kernel-under-zero-copy"
  static let text = "What does the kernel do under zero-copy?"

  static func sentences(_ input: ReportInput) -> [AnswerSentence] {
    let proofs = input.ledgers(of: "zero-copy").flatMap {
      [Proofs.stages($0), Proofs.payers($0)].compactMap(\.self)
    }
    let figures = input.links(of: "zero-copy").flatMap { link in
      FigureSentence.each(
        input, "zero-copy", over: link,
        [
          Figures.copiedNotifications, Figures.completionsPerMessage,
          Figures.callsPerMessage, Figures.profile(.pagePinning, .sender),
          Figures.profile(.completions, .sender), Figures.profile(.deferredCopy, .sender),
        ])
    }
    let open = AnswerSentence.undecided(
      "no figure of zero-copy can be claimed (\(input.missing(Figures.copiedNotifications, "zero-copy")))"
    )
    return facts + proofs + figures + (proofs.isEmpty && figures.isEmpty ? [open] : [])
  }

  static func diagram(_ input: ReportInput) -> AnswerDiagram? { ZeroCopyDiagram.diagram(input) }

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
