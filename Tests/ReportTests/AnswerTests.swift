import Analysis
import Foundation
import Records
import Testing

@testable import Report

@Suite("Answers say what is true of a sweep whose truth is known, and no more")
struct AnswerTests {
  private static func sentences(_ sweep: AnswerSweep, _ id: String) throws -> [AnswerSentence] {
    try #require(try sweep.answers()[id]).sentences
  }

  @Test("of very many cells answers.json lists the first claims and says how many there are")
  func manyCells() throws {
    var sweep = AnswerSweep()
    sweep.sizes = (1...700).map { $0 * 64 }
    sweep.rounds = 6
    let document = try AnswersDocument(sweep.input())
    let sentences = document.answers.flatMap(\.sentences)
    #expect(sentences.allSatisfy { $0.claims.count <= AnswerSentence.mostClaims })
    let shortened = sentences.filter { $0.claimsInAll != nil }
    #expect(!shortened.isEmpty)
    #expect(shortened.allSatisfy { $0.claims.count == AnswerSentence.mostClaims })
    #expect(shortened.contains { $0.claimsInAll == 700 })
    #expect(document.winners.rows.count == PageTable.mostRows)
    #expect(document.winners.rowsInAll == 700)
    #expect(AnswerTables.winners(document.winners).notes.last == "The first 600 of 700 rows.")
    let few = try AnswersDocument(AnswerSweep().input())
    #expect(few.answers.flatMap(\.sentences).allSatisfy { $0.claimsInAll == nil })
    #expect(few.winners.rowsInAll == nil)
  }

  @Test("a crossover at 10,000 bytes is found, with an interval that holds it")
  func crossover() throws {
    let sentences = try Self.sentences(AnswerSweep(), "one-copy-from")
    let first = try #require(sentences.first)
    #expect(first.kind == .measured)
    #expect(
      first.text.rendered.hasPrefix(
        "By goodput with 1 flow over loopback one-copy outperforms two-copy from "))
    #expect(
      first.text.rendered.contains(
        "(between the measured sizes 4Ki and 16Ki), and two-copy is ahead below it"))
    let estimate = try #require(first.claims.first?.estimate)
    #expect(estimate.lower < 10_000 && 10_000 < estimate.upper && estimate.upper < 12_000)
    #expect(first.columns == ["goodput_gbps"])
    #expect(sentences.contains { $0.columns == ["sender_cpu_ns_per_byte"] && $0.kind == .measured })
  }

  @Test("where one-copy is dearer at every size it is never ahead, where cheaper always")
  func none() throws {
    var sweep = AnswerSweep()
    sweep.costs[1].cost = { 1.3 * (2000 + 0.5 * $0) }
    let never = try #require(try Self.sentences(sweep, "one-copy-from").first)
    #expect(
      never.text.rendered.contains("one-copy is not ahead of two-copy at any of the 8 sizes from 64 to 1Mi"))
    #expect(never.kind == .measured && never.claims.count == 8)
    sweep.costs[1].cost = { 0.7 * (2000 + 0.5 * $0) }
    let always = try #require(try Self.sentences(sweep, "one-copy-from").first)
    #expect(always.text.rendered.contains("one-copy is ahead of two-copy, or equal, at any of the 8 sizes"))
  }

  @Test("noise beyond the difference is undecided, with the ratios that were measured")
  func undecidable() throws {
    var sweep = AnswerSweep()
    sweep.sigma = 0.5
    sweep.rounds = 6
    sweep.costs[1].cost = { 1.02 * (2000 + 0.5 * $0) }
    let sentences = try Self.sentences(sweep, "one-copy-from")
    #expect(sentences.map(\.kind) == [.undecided])
    #expect(
      sentences.first?.text.rendered
        == "These data do not decide it: no size shows a difference at this noise "
        + "(by goodput with 1 flow over loopback; by sender CPU per byte with 1 flow over loopback).")
    #expect(sentences.first?.claims.count == 16)
  }

  @Test("what many flows, links and measures leave undecided for one reason is one sentence that names them")
  func undecidedFold() throws {
    var sweep = AnswerSweep()
    sweep.sigma = 0.5
    sweep.rounds = 6
    sweep.flows = [1, 2, 4, 8]
    sweep.costs[1].cost = { 1.02 * (2000 + 0.5 * $0) }
    let sentences = try Self.sentences(sweep, "one-copy-from").filter { $0.kind == .undecided }
    #expect(sentences.count <= 2)
    let text = try #require(sentences.first).text.rendered
    for measure in ["goodput", "sender CPU per byte"] {
      #expect(sentences.contains { $0.text.rendered.contains("by \(measure) with ") }, "\(text)")
    }
    #expect(text.contains(" flows over loopback"))
    #expect(sentences.map(\.claims.count).reduce(0, +) % 8 == 0)
  }

  @Test("flows that are pinned and flows that are not are held against each other, and the sentence says so")
  func pinning() throws {
    var sweep = AnswerSweep()
    sweep.flows = [1, 4]
    sweep.pins = { $0 == 1 ? .split : .none }
    let sentences = try Self.sentences(sweep, "threads-and-caches")
    #expect(
      sentences.contains {
        $0.text.rendered.contains("with 1 flow (pinning split), ")
          && $0.text.rendered.contains("with 4 flows (pinning none): ")
      })
    #expect(!sentences.contains { $0.text.rendered.contains("only one number of flows") })
  }

  @Test("no answer has a sentence twice, and times are in µs like those of the charts")
  func repetition() throws {
    for answer in try AnswerSweep.rich.answers().values {
      #expect(Set(answer.sentences.map(\.text.rendered)).count == answer.sentences.count, "\(answer.id)")
      #expect(!answer.sentences.contains { $0.text.rendered.contains(" us ") }, "\(answer.id)")
    }
  }

  @Test("without a PMU no cache level is named, and the reason is the counter's own")
  func noPMU() throws {
    let sentences = try Self.sentences(AnswerSweep(), "which-cache-level")
    #expect(sentences.count == 1 && sentences[0].kind == .undecided)
    #expect(sentences[0].text.rendered.contains("no hardware PMU (ENOENT)"))
  }

  @Test("what a PMU is, is told where the machine has none, and not where a setting hides the one it has")
  func whatIsAPMU() throws {
    let expected: [(Refusal?, Bool)] = [(.noPMU, true), (nil, true), (.perfEventParanoid, false)]
    for (refusal, isTold) in expected {
      var sweep = AnswerSweep()
      sweep.pmu = HostFacts.Fact("can.perf.hardware", unavailable: "words that say PMU", refusal)
      let text = try Self.sentences(sweep, "which-cache-level")[0].text.rendered
      #expect(text.contains("the PMU is the processor's unit that counts events") == isTold)
    }
  }

  @Test("without a PMU and without footprints the option that would decide is named")
  func footprintsMissing() throws {
    let sentences = try Self.sentences(AnswerSweep(), "which-cache-level")
    #expect(sentences[0].text.rendered.contains("`--footprint hot,llc,cold`"))
  }

  /// Two-copy reads its fields from memory, one-copy too, at a third of the loss.
  private static var cold: AnswerSweep {
    var sweep = AnswerSweep()
    sweep.sizes = [4096, 65536]
    sweep.footprints = [nil, 16 << 20, 64 << 20]
    sweep.penalty = { primitive, bytes in
      (primitive == "two-copy" ? 1.3 : 1.1) * (bytes > 16 << 20 ? (primitive == "two-copy" ? 1.1 : 1.5) : 1)
    }
    return sweep
  }

  @Test(
    "without a PMU the cost of larger memory is indirect evidence, paired with hot memory, and says who loses most"
  )
  func footprints() throws {
    let sentences = try Self.sentences(Self.cold, "which-cache-level")
    let growth = sentences.filter { $0.text.rendered.hasPrefix("Indirect evidence, without a PMU: ") }
    #expect(growth.count == 4 && growth.allSatisfy { $0.kind == .measured && $0.claims.count == 1 })
    #expect(growth.allSatisfy { $0.columns == ["sender_cpu_ns_per_byte"] })
    #expect(growth[0].text.rendered.contains("two-copy at 64Ki with 1 flow over loopback costs "))
    #expect(
      growth[0].text.rendered.contains("from 16Mi of memory than from hot memory (n = 12); verdict: worse."))
    for (sentence, truth) in zip(growth, [1.3, 1.43, 1.1, 1.65]) {
      let claim = sentence.claims[0]
      guard case .winner(let winner, let loser) = claim.statement else {
        Issue.record("\(claim.statement)")
        continue
      }
      #expect(winner.footprint == "hot" && loser.footprint != "hot" && winner.primitive == loser.primitive)
      #expect(
        claim.estimate.lower < 1 / truth * 1.03 && 1 / truth * 0.97 < claim.estimate.upper,
        "\(sentence.text.rendered)"
      )
      #expect(claim.correction?.family.contains("footprints") == true)
    }
    let most = sentences.filter { $0.kind == .derived }
    #expect(most.count == 2 && most.allSatisfy { $0.claims.count == 2 })
    #expect(
      most[0].text.rendered.hasPrefix(
        "From hot memory to 16Mi of memory at 64Ki with 1 flow over loopback two-copy loses most"))
    #expect(
      most[1].text.rendered.hasPrefix(
        "From 16Mi of memory to 64Mi of memory at 64Ki with 1 flow over loopback one-copy loses"))
    #expect(sentences.last?.kind == .undecided)
  }

  @Test("a footprint is told by its relation to the last-level cache where that is known")
  func cacheWords() throws {
    var sweep = Self.cold
    sweep.cache = "32768K (CPUs 0-1)"
    let text = try Self.sentences(sweep, "which-cache-level").map(\.text.rendered).joined()
    #expect(text.contains("from 16Mi of memory (half of the last-level cache) than from hot memory"))
    #expect(text.contains("from 64Mi of memory (twice the last-level cache) than from hot memory"))
    sweep.cache = "8192K (CPUs 0-1)"
    #expect(
      try Self.sentences(sweep, "which-cache-level").contains {
        $0.text.rendered.contains("from 64Mi of memory (8 times the last-level cache)")
      })
  }

  @Test("where memory makes no difference none is said to lose")
  func noLoss() throws {
    var sweep = Self.cold
    sweep.penalty = { _, _ in 1 }
    sweep.sigma = 0.1
    let sentences = try Self.sentences(sweep, "which-cache-level")
    #expect(!sentences.contains { $0.text.rendered.contains("loses most: ") })
    #expect(sentences.contains { $0.text.rendered.contains("no primitive loses") })
  }

  @Test("where misses were counted they answer, whatever the footprints")
  func counted() throws {
    var sweep = Self.cold
    sweep.misses = { primitive, _ in (primitive == "two-copy" ? 0.05 : 0.02, 0.004) }
    let sentences = try Self.sentences(sweep, "which-cache-level")
    #expect(!sentences.contains { $0.text.rendered.contains("Indirect") || $0.kind == .undecided })
  }

  @Test("with a PMU the level that loses most of its misses is named")
  func cacheLevel() throws {
    let sentences = try Self.sentences(AnswerSweep.rich, "which-cache-level")
    #expect(
      sentences.contains {
        $0.text.rendered.hasPrefix(
          "At 256Ki with 1 flow over loopback one-copy reduces the sender's load misses most at the first")
      })
    #expect(sentences.contains { $0.text.rendered.contains("less sender L1d load misses per byte") })
  }

  @Test("one number of flows says nothing about contention; several do, labelled as indirect without a PMU")
  func flows() throws {
    var sweep = AnswerSweep()
    let one = try Self.sentences(sweep, "threads-and-caches")
    #expect(
      one.map(\.text.rendered) == ["These data do not decide it: only one number of flows was measured (1)."])
    sweep.flows = [1, 4]
    let several = try Self.sentences(sweep, "threads-and-caches")
    #expect(several.contains { $0.text.rendered.contains("Indirect evidence") && $0.kind == .measured })
    #expect(several.last?.kind == .undecided)
    #expect(several.contains { $0.text.rendered.contains("8 threads on 4") })
  }

  @Test("with one primitive no comparison is claimed, and the winner table says why it has no winner")
  func onePrimitive() throws {
    var sweep = AnswerSweep()
    sweep.costs.removeLast()
    let answers = try sweep.answers()
    #expect(
      answers["one-copy-from"]?.sentences.map(\.text.rendered) == [
        "These data do not decide it: one-copy was not measured."
      ])
    #expect(answers["why-not-zero-copy"]?.sentences.first?.kind == .undecided)
    let winners = WinnerTable(try sweep.input())
    #expect(winners.rows.count == 8)
    #expect(
      winners.rows.allSatisfy { $0.winner == nil && $0.reason?.rendered == "only two-copy was measured here" }
    )
  }

  @Test("an empty archive answers every question, from calls alone or not at all")
  func empty() throws {
    let source = ExportSource(sweep: Fixture.sweep(cells: []), metrics: [], samples: [])
    let document = AnswersDocument(try ReportInput(source))
    #expect(document.answers.count == Questions.all.count)
    for answer in document.answers {
      #expect(answer.sentences.contains { $0.kind == .undecided }, "\(answer.id)")
      #expect(answer.sentences.allSatisfy { $0.kind == .undecided || $0.kind == .fact }, "\(answer.id)")
      #expect(answer.sentences.allSatisfy { $0.claims.isEmpty && $0.columns.isEmpty })
    }
    #expect(
      document.winners.rows.isEmpty && document.aspects.rows.isEmpty && document.recommendation.advice.isEmpty
    )
  }

  @Test("a loss of zero-copy is put beside the figures that were recorded with it, each with its threshold")
  func reasons() throws {
    let sentences = try Self.sentences(AnswerSweep.rich, "why-not-zero-copy")
    let copied = try #require(sentences.first { $0.text.rendered.hasPrefix("Goes with deferred copies") })
    #expect(
      copied.text.rendered.contains("at least 50 % of completion notifications flagged as copied after all"))
    #expect(copied.text.rendered.contains("100 % [100, 100] (n = 10)"))
    #expect(copied.columns == ["zerocopy_notifications_copied", "zerocopy_notifications", "goodput_gbps"])
    #expect(sentences.contains { $0.text.rendered.hasPrefix("Goes with page pinning") })
    #expect(sentences.contains { $0.text.rendered.hasPrefix("Goes with more flows than CPUs") })
    #expect(
      !sentences.contains { $0.text.rendered.contains("retransmits") || $0.text.rendered.contains("stolen") })
    #expect(
      !sentences.contains { $0.text.rendered.contains("because") || $0.text.rendered.contains("caused") })
  }

  @Test("where no rule is triggered the answer says that no recorded figure explains it")
  func noReason() throws {
    var sweep = AnswerSweep()
    sweep.costs = [("two-copy", { 2000 + 0.5 * $0 }), ("zero-copy", { 4000 + 0.6 * $0 })]
    sweep.copiedShare = 0
    sweep.without = ["sender_syscalls"]
    let sentences = try Self.sentences(sweep, "why-not-zero-copy")
    let last = try #require(sentences.first { $0.text.rendered.contains("no recorded figure explains") })
    #expect(
      last.kind == .undecided && last.text.rendered.contains("no figure with an interval for page pinning"))
    #expect(!sentences.contains { $0.text.rendered.hasPrefix("Goes with") })
  }

  @Test("a figure just below its threshold triggers nothing: the whole interval has to be beyond it")
  func threshold() throws {
    var sweep = AnswerSweep.rich
    sweep.copiedShare = 0.49
    let sentences = try Self.sentences(sweep, "why-not-zero-copy")
    #expect(!sentences.contains { $0.text.rendered.hasPrefix("Goes with deferred copies") })
  }

  @Test("a receiver that sets the pace leaves no verdict on goodput, and the sentence says so")
  func receiverBound() throws {
    var sweep = AnswerSweep.rich
    sweep.limitedBy = .receiveWindow
    let sentences = try Self.sentences(sweep, "why-not-zero-copy")
    let bound = try #require(sentences.first { $0.text.rendered.contains("there is no verdict on goodput") })
    #expect(bound.text.rendered.hasPrefix("In 12 cells") && bound.columns == ["limited_by", "goodput_gbps"])
    #expect(
      WinnerTable(try sweep.input()).rows.allSatisfy { $0.reason?.rendered == "the receiver set the pace" })
  }

  @Test("the largest deviation is named: the loser with fewer copies, or the size that its model misses")
  func unexpected() throws {
    let results = UnexpectedResult.results(try AnswerSweep.rich.input())
    #expect(Set(results.map(\.kind)) == [.order, .model])
    #expect(results.allSatisfy { $0.cell.primitive == "zero-copy" })
    #expect(results.first { $0.kind == .model }?.cell.messageBytes == 16384)
    #expect(results.first { $0.kind == .order }?.cell.messageBytes == 64)
    var plain = AnswerSweep()
    plain.costs[1].cost = { 0.9 * (2000 + 0.5 * $0) }
    #expect(try Self.sentences(plain, "unexpected").map(\.kind) == [.undecided])
  }

  @Test("the winner of each size is the one that costs least, with its distance from two-copy")
  func winners() throws {
    let rows = WinnerTable(try AnswerSweep().input()).rows
    #expect(rows.prefix(4).allSatisfy { $0.winner?.primitive == "two-copy" })
    #expect(rows.suffix(4).allSatisfy { $0.winner?.primitive == "one-copy" })
    let last = try #require(rows.last?.entries.first)
    let truth = 100 * ((2000 + 0.5 * 1_048_576) / (4000 + 0.3 * 1_048_576) - 1)
    #expect(last.lower < truth && truth < last.upper && last.verdict == .better)
  }

  @Test("proof runs are quoted stage by stage, and the copy that one-copy leaves out is named")
  func ledgers() throws {
    func ledger(_ name: String, _ gather: Double) -> Ledger {
      Ledger(
        primitive: name, receive: "read", link: "loopback", messageBytes: 65536, proofBytes: 32768,
        stages: [
          .init(.gather, gather, gather, .watched, "stores"), .init(.send, 1, 1, .mutation, "none changed"),
          .init(.deferred, 0, 0, .mutation, "none"), .init(.receive, unavailable: "no tracefs", .tracepoint),
        ], completions: nil, instrumentation: InstrumentationCost(ratios: [], reason: "no tracefs"))
    }
    var sweep = AnswerSweep()
    sweep.ledgers = [ledger("two-copy", 1), ledger("one-copy", 0)]
    let gone = try Self.sentences(sweep, "what-one-copy-eliminates")
    #expect(
      gone.contains {
        $0.text.rendered.contains("saw the copy by the sending program, gathering its fields go: 1.000")
      })
    let sum = try Self.sentences(sweep, "only-two")
    #expect(
      sum.contains { $0.text.rendered.contains("together copied each payload byte at least 2.000 times") })
    #expect(sum.contains { $0.text.rendered.contains("not known (no tracefs)") })
    #expect(try Self.sentences(sweep, "where-are-the-copies").allSatisfy { $0.kind != .undecided })
  }
}
