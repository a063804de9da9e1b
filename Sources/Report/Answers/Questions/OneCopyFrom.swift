import Analysis
import Records

/// By goodput and by sender CPU, for each number of flows and link.
enum OneCopyFrom: Question {
  static let id = "one-copy-from"
  static let text = "From what message size does one-copy outperform two-copy?"

  static func sentences(_ input: ReportInput) -> [AnswerSentence] {
    CrossoverSentences.sentences(input, "one-copy")
  }
}
