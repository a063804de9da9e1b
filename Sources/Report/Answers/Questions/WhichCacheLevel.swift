import Analysis
import Records

enum WhichCacheLevel: Question {
  static let id = "which-cache-level"
  static let text = "Which cache level shows the most reduction in misses, and why?"

  static func sentences(_ input: ReportInput) -> [AnswerSentence] { [] }
}
