import Analysis
import Records

enum OneUnexpectedResult: Question {
  static let id = "unexpected"
  static let text = "What is one unexpected result, and what explains it?"

  static func sentences(_ input: ReportInput) -> [AnswerSentence] { [] }
}
