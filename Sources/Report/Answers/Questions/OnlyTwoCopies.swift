import Analysis
import Records

/// The receiving side copies, too; a ledger counts all of it.
enum OnlyTwoCopies: Question {
  static let id = "only-two"
  static let text = "Is it actually only two copies?"

  static func sentences(_ input: ReportInput) -> [AnswerSentence] {
    let sums = input.ledgers(of: "two-copy").flatMap { [Proofs.sum($0), Proofs.stages($0, [.receive])] }
    let shares = FigureSentence.each(input, "two-copy", [Figures.profile(.copyToUser, .receiver)])
    let open = AnswerSentence.undecided(
      "the sweep has neither a proof run nor a profile of two-copy, so that copies were not counted")
    return [fact] + sums + shares + (sums.isEmpty && shares.isEmpty ? [open] : [])
  }

  private static let fact = AnswerSentence.fact(
    "The name counts the sending side only. By its call, a receiver that uses recv(2) has each byte copied once more, "
      + "from socket buffers into its own memory.")
}
