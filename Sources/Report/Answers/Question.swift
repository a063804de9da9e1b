/// One question students are asked, answered from a sweep.
///
/// Adding one: a file in `Questions/` and a line in `Questions.swift`. Whatever the sweep holds, there is an answer:
/// that the data do not decide it is one.
package protocol Question: SendableMetatype {
  /// Anchor in the page, stable: lower case, words joined by `-`.
  static var id: String { get }
  /// The question as it is asked.
  static var text: String { get }

  /// At least one sentence.
  static func sentences(_ input: ReportInput) -> [AnswerSentence]
  /// A drawing that belongs to the answer; nil unless the question says otherwise.
  static func diagram(_ input: ReportInput) -> AnswerDiagram?
}

extension Question {
  package static func diagram(_ input: ReportInput) -> AnswerDiagram? { nil }

  package static func answer(_ input: ReportInput) -> Answer {
    let sentences = sentences(input)
    return Answer(
      id: id, question: text,
      sentences: sentences.isEmpty ? [.undecided("the sweep recorded nothing about it")] : sentences,
      diagram: diagram(input))
  }
}
