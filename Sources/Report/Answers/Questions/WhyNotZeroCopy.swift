import Analysis
import Records

enum WhyNotZeroCopy: Question {
  static let id = "why-not-zero-copy"
  static let text = "Why does zero-copy not always give the best throughput?"

  static func sentences(_ input: ReportInput) -> [AnswerSentence] { [] }
}
