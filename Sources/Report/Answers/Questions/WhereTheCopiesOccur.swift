import Analysis
import Records

/// Of two-copy: by its calls, by proof runs, by the classes of CPU samples.
enum WhereTheCopiesOccur: Question {
  static let id = "where-are-the-copies"
  static let text = "Where do the two copies occur?"

  static func sentences(_ input: ReportInput) -> [AnswerSentence] {
    let proofs = input.ledgers(of: "two-copy").map { Proofs.stages($0, [.gather, .send, .deferred]) }
    let shares = FigureSentence.each(
      input, "two-copy",
      [Figures.profile(.userGather, .sender), Figures.profile(.copyToKernel, .sender)])
    let open = AnswerSentence.undecided(
      "the sweep has neither a proof run nor a profile of two-copy, so that no copy was observed where it is made"
    )
    return [fact] + proofs + shares + (proofs.isEmpty && shares.isEmpty ? [open] : [])
  }

  private static let fact = AnswerSentence.fact(
    "By its calls, two-copy has the bytes copied twice on the sending side: the program gathers the fields into one "
      + "buffer in user space with memcpy, and send(2) has the kernel copy that buffer into socket buffers.")
}
