import Analysis
import Foundation
import Records

/// Everything a report says in words about a sweep, with the claims it rests on: answers.json.
///
/// Of a sweep with thousands of cells it lists the first claims and rows, and says how many there are.
package struct AnswersDocument: Codable, Sendable {
  package static let schemaName = "copycost-answers/1"

  package var schema = AnswersDocument.schemaName
  package var copycost = copycostVersion
  package var sweep: Int64
  /// The command as typed.
  package var command: String
  package var seed: UInt64
  /// What the sentences of the front page count.
  package var counts: SweepCounts
  package var answers: [Answer]
  package var winners: WinnerTable
  package var aspects: AspectTable
  package var recommendation: Recommendation

  package init(_ input: ReportInput) {
    sweep = input.sweep.id
    command = input.sweep.command
    seed = input.sweep.plan.seed
    counts = SweepCounts(input)
    answers = Questions.answers(input).map { answer in
      var answer = answer
      answer.sentences = answer.sentences.map(\.shortened)
      return answer
    }
    winners = WinnerTable(input)
    aspects = AspectTable(input)
    recommendation = Recommendation(input)
  }

  /// Schema `copycost-answers/1`, on one line.
  ///
  /// - Throws: `EncodingError` for a figure that is not finite, which no claim may hold.
  package func json() throws -> String {
    // Piece by piece, on all CPUs: the greatest first, so that none of them is left over for one CPU.
    let pieces: [any Encodable & Sendable] = [aspects, recommendation, winners] + answers
    let texts = try pieces.concurrentMap { piece in Result { try Self.text(piece) } }.map { try $0.get() }
    // In the order of their names.
    let fields = [
      ("answers", "[\(texts[3...].joined(separator: ","))]"), ("aspects", texts[0]),
      ("command", try Self.text(command)), ("copycost", try Self.text(copycost)),
      ("counts", try Self.text(counts)),
      ("recommendation", texts[1]), ("schema", try Self.text(schema)),
      ("seed", try Self.text(seed)), ("sweep", try Self.text(sweep)), ("winners", texts[2]),
    ]
    return "{\(fields.map { "\"\($0)\":\($1)" }.joined(separator: ","))}\n"
  }

  private static func text(_ value: some Encodable) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return String(decoding: try encoder.encode(value), as: UTF8.self)
  }
}
