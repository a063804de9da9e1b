/// How many of something a sentence counts, as a value: `better in 3 and worse in 9 of 12 cells` are two of them.
package struct AnswerCount: Codable, Hashable, Sendable {
  /// `better`, `deferred copies`, a primitive, `sizes`: as the sentence has it.
  package var what: String
  package var count: Int
  /// Of how many; nil where the sentence does not say.
  package var of: Int?

  init(_ what: String, _ count: Int, of: Int? = nil) {
    self.what = what
    self.count = count
    self.of = of
  }
}

extension AnswerSentence {
  /// The same sentence with what it counts as values.
  func counting(_ counts: [AnswerCount]) -> AnswerSentence {
    var sentence = self
    sentence.counts = counts
    return sentence
  }
}
