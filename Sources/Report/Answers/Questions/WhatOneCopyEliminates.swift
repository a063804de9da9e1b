import Analysis
import Records

enum WhatOneCopyEliminates: Question {
  static let id = "what-one-copy-eliminates"
  static let text = "Which copy does one-copy eliminate?"

  static func sentences(_ input: ReportInput) -> [AnswerSentence] { [] }
}
