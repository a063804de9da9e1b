import Analysis
import Records

enum KernelUnderZeroCopy: Question {
  static let id = "kernel-under-zero-copy"
  static let text = "What does the kernel do under zero-copy?"

  static func sentences(_ input: ReportInput) -> [AnswerSentence] { [] }
}
