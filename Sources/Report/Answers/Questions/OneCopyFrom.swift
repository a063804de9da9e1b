import Analysis
import Records

enum OneCopyFrom: Question {
  static let id = "one-copy-from"
  static let text = "From what message size does one-copy outperform two-copy?"

  static func sentences(_ input: ReportInput) -> [AnswerSentence] { [] }
}
