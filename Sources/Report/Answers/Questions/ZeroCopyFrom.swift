import Analysis
import Records

enum ZeroCopyFrom: Question {
  static let id = "zero-copy-from"
  static let text = "From what message size does zero-copy outperform two-copy?"

  static func sentences(_ input: ReportInput) -> [AnswerSentence] { [] }
}
