import Analysis
import Records

/// One question students are asked, answered from a sweep: a value in `AssignmentQuestions.all`.
///
/// Whatever the sweep holds, there is an answer: that the data do not decide it is one.
package struct Question: Sendable {
  /// Anchor in the page, stable: lower case, words joined by `-`.
  package let id: String
  /// The question as it is asked of a sweep.
  let text: @Sendable (ReportInput) -> Prose
  /// What the sweep says to it; empty where it recorded nothing about it.
  let sentences: @Sendable (ReportInput) -> [AnswerSentence]
  /// A drawing that belongs to the answer; nil for most questions.
  let diagram: @Sendable (ReportInput) -> AnswerDiagram?

  init(
    _ id: String, _ text: Prose,
    diagram: @escaping @Sendable (ReportInput) -> AnswerDiagram? = { _ in nil },
    sentences: @escaping @Sendable (ReportInput) -> [AnswerSentence]
  ) {
    self.init(id, of: { _ in text }, diagram: diagram, sentences: sentences)
  }

  /// A question whose words depend on the sweep, as on the name of its baseline.
  init(
    _ id: String, of text: @escaping @Sendable (ReportInput) -> Prose,
    diagram: @escaping @Sendable (ReportInput) -> AnswerDiagram? = { _ in nil },
    sentences: @escaping @Sendable (ReportInput) -> [AnswerSentence]
  ) {
    (self.id, self.text, self.sentences, self.diagram) = (id, text, sentences, diagram)
  }

  package func answer(_ input: ReportInput) -> Answer {
    let sentences = sentences(input)
    return Answer(
      id: id, question: text(input),
      sentences: sentences.isEmpty ? [.undecided("the sweep recorded nothing about it")] : sentences,
      diagram: diagram(input))
  }
}

/// The questions a report answers.
package enum Questions {
  package static let all = AssignmentQuestions.all

  /// One answer a question, in their order.
  package static func answers(_ input: ReportInput) -> [Answer] { all.concurrentMap { $0.answer(input) } }
}
