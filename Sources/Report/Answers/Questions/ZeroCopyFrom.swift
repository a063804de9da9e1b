import Analysis
import Records

/// By goodput and by sender CPU, for each number of flows and link.
enum ZeroCopyFrom: Question {
  static let id = "zero-copy-from"
  static let text = "From what message size does zero-copy outperform two-copy?"

  static func sentences(_ input: ReportInput) -> [AnswerSentence] {
    CrossoverSentences.sentences(input, "zero-copy")
  }
}
