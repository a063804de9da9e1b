import Analysis
import Records

enum ThreadsAndCaches: Question {
  static let id = "threads-and-caches"
  static let text = "How does the number of threads interact with cache contention?"

  static func sentences(_ input: ReportInput) -> [AnswerSentence] { [] }
}
