import Analysis
import Records

enum WhereTheCopiesOccur: Question {
  static let id = "where-are-the-copies"
  static let text = "Where do the two copies occur?"

  static func sentences(_ input: ReportInput) -> [AnswerSentence] { [] }
}
