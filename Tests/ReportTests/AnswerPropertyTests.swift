import Analysis
import Foundation
import Records
import Testing

@testable import Report

@Suite("Every sentence of an answer can be traced to rows of data.csv")
struct AnswerPropertyTests {
  /// 2 to 4 primitives, 3 to 6 sizes, 1 to 3 flows, 3 to 12 rounds, readings and samples missing at random.
  private static func sweep(_ seed: UInt64) -> AnswerSweep {
    var random = SeededGenerator(seed: seed)
    var sweep = AnswerSweep()
    func pick(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &random) }
    sweep.seed = seed
    sweep.rounds = pick(3...12)
    sweep.sizes = Array([64, 512, 4096, 16384, 65536, 262_144].shuffled(using: &random).prefix(pick(3...6)))
      .sorted()
    // Few cells, so that 500 sweeps take well under a minute in a debug build.
    sweep.flows = Array([1, 2, 4].prefix(sweep.sizes.count > 4 ? 1 : pick(1...3)))
    sweep.sigma = [0.01, 0.03, 0.1, 0.3].randomElement(using: &random) ?? 0.1
    sweep.lost = [0, 0, 0.02, 0.1].randomElement(using: &random) ?? 0
    let names = ["two-copy", "one-copy", "zero-copy", "sendfile"].shuffled(using: &random).prefix(pick(2...4))
    sweep.costs = names.map { name in
      let call = Double.random(in: 500...9000, using: &random)
      let byte = Double.random(in: 0.1...0.6, using: &random)
      let bend = Double.random(in: 0...1, using: &random) < 0.3 ? 0.4 : 0
      return (name, { call + byte * $0 + bend * ($0 > 4096 ? 3000 : 0) })
    }
    // Few cells here, too.
    if sweep.flows.count == 1, sweep.sizes.count < 5 {
      sweep.footprints =
        [[nil], [nil, 16 << 20], [nil, 16 << 20, 64 << 20]].randomElement(using: &random) ?? [nil]
    }
    let slope = Double.random(in: 0...0.3, using: &random)
    sweep.penalty = { 1 + slope * ($0 == "two-copy" ? 1.5 : 1) * ($1 > 16 << 20 ? 2 : 1) }
    if pick(0...2) == 0 { sweep.misses = { ($0 == "two-copy" ? 0.05 : 0.03, 0.004 * Double($1)) } }
    if pick(0...2) == 0 {
      sweep.profile = { _ in [.pagePinning: 0.1, .userGather: 0.2, .completions: 0.02] }
    }
    sweep.copiedShare = Double.random(in: 0...1, using: &random)
    sweep.cpus = Double(pick(1...3) * 2)
    sweep.limitedBy = pick(0...6) == 0 ? .receiverCPU : .senderCPU
    return sweep
  }

  private static func claims(_ document: AnswersDocument) -> Set<Claim> {
    var claims = Set(document.answers.flatMap { $0.sentences.flatMap(\.claims) })
    claims.formUnion(
      document.winners.rows.flatMap { [$0.claim] + $0.entries.map(\.claim) }.compactMap(\.self))
    claims.formUnion(document.aspects.rows.flatMap { $0.entries.flatMap(\.claims) })
    claims.formUnion(document.recommendation.advice.flatMap(\.claims))
    return claims
  }

  @Test(
    "every claim and every count of 500 random sweeps follows from data.csv, computed by other means",
    arguments: 0..<20)
  func recomputed(_ part: Int) throws {
    var kinds: [String: Int] = [:]
    var counts: [String: Int] = [:]
    for index in 0..<25 {
      let seed = UInt64(1000 + part * 25 + index)
      let source = Self.sweep(seed).source()
      let json = try AnswersDocument(ReportInput(source)).json()
      let document = try JSONDecoder().decode(AnswersDocument.self, from: Data(json.utf8))
      let file = try DataFile(source)
      let header = Set(file.header)
      let recomputation = AnswerRecomputation(file: file)
      let counting = AnswerCounting(file)
      let miscounted = counting.faults(document.counts)
      #expect(miscounted.isEmpty, "sweep \(seed): \(miscounted)")
      for claim in Self.claims(document) {
        let faults = recomputation.faults(claim)
        #expect(faults.isEmpty, "sweep \(seed): \(faults) in \(ClaimText.sentence(claim))")
        kinds["\(claim.statement)".prefix { $0 != "(" } + "", default: 0] += 1
      }
      for answer in document.answers {
        #expect(!answer.sentences.isEmpty)
        for sentence in answer.sentences {
          #expect(header.isSuperset(of: sentence.columns), "\(sentence.columns)")
          let faults = counting.faults(sentence, of: answer.id)
          #expect(faults.isEmpty, "sweep \(seed): \(faults) in \(sentence.text.rendered)")
          for one in sentence.counts { counts[one.what, default: 0] += 1 }
          #expect(
            sentence.columns.isEmpty == sentence.claims.isEmpty || sentence.kind == .measured,
            "\(sentence.text.rendered)")
        }
      }
      for entry in document.winners.rows.flatMap(\.entries) {
        guard let claim = entry.claim else { continue }
        let inverted = claim.statement == .winner(subject: entry.baseline, loser: entry.subject)
        let ratio = inverted ? 1 / claim.estimate.value : claim.estimate.value
        #expect(abs(entry.percent - 100 * (ratio - 1)) < 1e-6)
      }
    }
    if part == 0 {
      print("claims recomputed in 25 of 500 sweeps: \(kinds.sorted { $0.key < $1.key })")
      print("counts recomputed: \(counts.sorted { $0.key < $1.key })")
    }
  }

  @Test("verdicts on goodput are corrected for all pairs of the sweep", arguments: [3, 5, 8])
  func family(_ seed: UInt64) throws {
    var sweep = AnswerSweep.rich
    sweep.seed = seed
    sweep.sigma = 0.1
    let source = sweep.source()
    let recomputation = AnswerRecomputation(file: try DataFile(source))
    let claims = try ReportInput(source).findings.claims.filter { claim in
      claim.scope.metric == "goodput" && claim.scope.messageBytes.count == 1 && claim.evidence.count == 2
    }
    let raw = try claims.map { claim -> Double in
      let logs = recomputation.logs(claim.evidence[0].cell, claim.evidence[1].cell, claim.scope).map(\.log)
      let half = AnswerStatistics.halfWidth(logs, method: claim.estimate.method)
      let degrees = try #require(logs.isEmpty ? nil : logs.count - 1)
      let t = AnswerStatistics.mean(logs) / half * AnswerStatistics.critical[degrees]
      return AnswerStatistics.probability(t, Double(degrees))
    }
    #expect(claims.count == sweep.cells.count { $0.primitive != "two-copy" })
    let corrected = AnswerStatistics.holm(raw)
    for (claim, expected) in zip(claims, corrected) {
      guard case .winner = claim.statement else { continue }
      let correction = try #require(claim.correction)
      #expect(correction.tests == raw.count)
      #expect(abs(expected - correction.corrected) <= 1e-3 * expected + 1e-9)
    }
  }

  @Test(
    "without a column exactly the sentences that name it fall silent",
    arguments: ["rich", "receiver", "many"])
  func silence(_ kind: String) throws {
    var sweep = AnswerSweep.rich
    sweep.rounds = 7
    if kind == "receiver" { sweep.limitedBy = .receiverCPU }
    if kind == "many" {
      sweep.flows = [1, 2, 8]
      sweep.sizes = [256, 4096, 65536]
      sweep.costs.append(("sendfile", { 3000 + 0.1 * $0 }))
    }
    let before = try Self.told(sweep)
    let named = Set(before.flatMap(\.columns))
    #expect(named.count >= (kind == "receiver" ? 12 : 18), "\(named)")
    // Those that no sentence names, too: without them nothing may change.
    let columns = named.union(sweep.source().quantities.map { DataFile.column($0.metric, $0.side).name })
    for column in columns.sorted() {
      sweep.without = [column]
      let all = try Questions.answers(sweep.input()).flatMap(\.sentences)
      #expect(!all.contains { $0.columns.contains(column) }, "\(column)")
      // Who set the pace decides which verdicts on goodput there are; its own sentences alone are judged.
      if column == "limited_by" { continue }
      let after = Set(all.filter { $0.kind != .undecided }.map(Said.init))
      let expected = Set(before.filter { !$0.columns.contains(column) })
      let wrong = after.symmetricDifference(expected).map(\.text)
      #expect(wrong.isEmpty, "without \(column)")
    }
  }

  /// A sentence as far as a reader can tell two of them apart.
  private struct Said: Hashable {
    let text: String
    let claims: [Claim]
    let columns: [String]

    init(_ sentence: AnswerSentence) {
      (text, claims, columns) = (sentence.text.rendered, sentence.claims, sentence.columns)
    }
  }

  private static func told(_ sweep: AnswerSweep) throws -> Set<Said> {
    let sentences = try Questions.answers(sweep.input()).flatMap(\.sentences)
    return Set(sentences.filter { $0.kind != .undecided }.map(Said.init))
  }
}
