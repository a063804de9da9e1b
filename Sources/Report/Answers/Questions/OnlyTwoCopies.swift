import Analysis
import Records

enum OnlyTwoCopies: Question {
  static let id = "only-two"
  static let text = "Is it actually only two copies?"

  static func sentences(_ input: ReportInput) -> [AnswerSentence] { [] }
}
