import Analysis
import Records

enum WhoCopies: Question {
  static let id = "who-copies"
  static let text = "Which components perform the copies?"

  static func sentences(_ input: ReportInput) -> [AnswerSentence] { [] }
}
