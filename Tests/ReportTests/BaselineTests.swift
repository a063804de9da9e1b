import Analysis
import Records
import Testing

@testable import Report

/// A sweep whose plan compares everything with one-copy.
@Suite("Texts name the baseline of the plan")
struct BaselineTests {
  private static func input() throws -> ReportInput {
    var sweep = AnswerSweep()
    sweep.costs.append(("zero-copy", { 5000 + 0.2 * $0 }))
    sweep.baseline = "one-copy"
    return try sweep.input()
  }

  @Test("pairs, charts and the summary are of the baseline")
  func pairs() throws {
    let input = try Self.input()
    #expect(!input.findings.comparisons.isEmpty)
    #expect(input.findings.comparisons.allSatisfy { $0.pair.baseline.primitive == "one-copy" })
    #expect(ChartScene(input).reference?.primitive == "one-copy")
    let columns = SummaryTable(input.summary).columns
    #expect(columns.contains { $0.group == "vs" && $0.name == "one-copy" })
    #expect(input.summary.cells.contains { $0.cell.primitive == "two-copy" && $0.againstReference != nil })
  }

  @Test("sentences about verdicts and crossovers say its name, and not that of another")
  func sentences() throws {
    let input = try Self.input()
    let sentences =
      CrossoverSentences.sentences(input, "zero-copy")
      + PairSentence.sentences(input, "zero-copy", Figures.goodput)
    #expect(sentences.count > 2)
    for sentence in sentences {
      #expect(sentence.text.rendered.contains("one-copy"), "\(sentence.text.rendered)")
      #expect(!sentence.text.rendered.contains("two-copy"), "\(sentence.text.rendered)")
    }
    let row = try #require(AspectTable(input).rows.last)
    #expect(row.aspect == "more goodput than one-copy")
  }

  @Test("questions ask for the baseline by its name, and one about the baseline itself says so")
  func questions() throws {
    let input = try Self.input()
    let answers = Questions.answers(input)
    let zero = try #require(answers.first { $0.id == "zero-copy-from" })
    #expect(zero.question.rendered == "From what message size does zero-copy outperform one-copy?")
    let one = try #require(answers.first { $0.id == "one-copy-from" })
    #expect(one.sentences.map(\.text.rendered).joined().contains("one-copy is what this sweep compares"))
    let eliminated = try #require(answers.first { $0.id == "what-one-copy-eliminates" })
    #expect(!eliminated.sentences.contains { $0.text.rendered.contains("one-copy against one-copy") })
  }

  @Test("a result against the expected order is one of a primitive that copies less than the baseline")
  func order() throws {
    // Two-copy loses more, which is no surprise: by its calls it copies more.
    let input = try Self.input()
    let found = UnexpectedResult.results(input).first { $0.kind == .order }
    let result = try #require(found)
    #expect(result.cell.primitive == "zero-copy" && result.other?.primitive == "one-copy")
    #expect(result.text.contains("copies less than one-copy"))
  }
}
