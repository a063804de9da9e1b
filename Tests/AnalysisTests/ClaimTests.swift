import Foundation
import Records
import Testing

@testable import Analysis

@Suite struct ClaimTests {
  private func isWinner(_ claim: Claim) -> Bool {
    if case .winner = claim.statement { return true }
    return false
  }

  @Test("one row per cell never produces a claim, a verdict or advice")
  func oneRow() {
    let findings = SyntheticSweep(rounds: 1).findings()
    #expect(findings.claims.isEmpty)
    #expect(findings.advice.isEmpty)
    #expect(findings.comparisons.isEmpty)
    #expect(findings.cells[0].allSatisfy { $0.interval == nil && $0.intervalReason != nil })
  }

  @Test("every claim has an interval around its value, rounds, rows of the sweep and a known estimand")
  func complete() {
    let claims = SyntheticSweep().findings().claims
    #expect(claims.count > 40)
    for claim in claims {
      #expect(claim.estimate.lower <= claim.estimate.value && claim.estimate.value <= claim.estimate.upper)
      #expect(claim.estimate.confidence >= 0.95)
      #expect(claim.count == 20)
      #expect(!claim.evidence.isEmpty)
      #expect(claim.evidence.allSatisfy { $0.sweep == 7 && $0.rounds.count == 20 })
    }
  }

  @Test("winners are named whichever side of the pair they are on, and their ratio is their own")
  func winners() throws {
    let claims = SyntheticSweep().findings().claims.filter { isWinner($0) && $0.scope.metric == "goodput" }
    #expect(claims.count == 8)
    for claim in claims {
      let small = claim.scope.messageBytes[0] < 10_000
      guard case .winner(let winner, _) = claim.statement else { continue }
      #expect(winner.primitive == (small ? "two-copy" : "one-copy"))
      #expect(claim.estimate.lower > 1)
      #expect(try #require(claim.correction).corrected <= 0.05)
    }
  }

  @Test("the sweep's crossover, prices, order and monotony become claims with the right figures")
  func others() throws {
    let claims = SyntheticSweep().findings().claims
    let crossover = try #require(
      claims.first { claim in
        if case .crossover = claim.statement { return claim.scope.metric == "goodput" }
        return false
      })
    #expect(crossover.estimate.lower < 10_000 && crossover.estimate.upper > 10_000)
    #expect(crossover.estimate.unit == "bytes")
    let prices = claims.filter { claim in
      if case .coefficient(let subject, _, "per byte") = claim.statement {
        return subject.primitive == "two-copy"
      }
      return false
    }
    #expect(
      abs(try #require(prices.first { $0.scope.metric == "message_interval" }).estimate.value - 0.5) < 0.05)
    #expect(claims.contains { $0.statement == .highest(subject: ClaimSubject(primitive: "one-copy")) })
    let small = SyntheticSweep(sizes: [64, 256, 1024, 4096, 16384, 65536]).findings().claims
    let rising = try #require(
      small.first { $0.statement == .monotone(subject: ClaimSubject(primitive: "two-copy"), rising: true) })
    #expect(ClaimText.sentence(rising).hasPrefix("goodput of two-copy rises with size, by 1.1"))
  }

  @Test("claims survive being stored as JSON")
  func json() throws {
    let claims = SyntheticSweep().findings().claims
    let copy = try JSONDecoder().decode([Claim].self, from: JSONEncoder().encode(claims))
    #expect(copy == claims)
  }

  @Test("advice names range, gain with interval, price in CPU and what would flip it")
  func advice() throws {
    let advice = SyntheticSweep().findings().advice
    for one in advice {
      print("advice:", one.sentence.rendered, "| flips:", one.flips.joined(separator: "; ").rendered)
    }
    let large = try #require(
      advice.first { $0.sentence.rendered.hasPrefix("from 16Ki with 1 flow over loopback: one-copy, ") })
    #expect(large.sentence.rendered.contains("more goodput than two-copy at "))
    #expect(large.sentence.rendered.contains("less sender CPU per byte"))
    #expect(
      large.flips.contains {
        let flip = $0.rendered
        return flip.hasPrefix("below 9.") || flip.hasPrefix("below 10.") || flip.hasPrefix("below 10Ki")
      })
    #expect(
      advice.contains { $0.sentence.rendered.hasPrefix("up to 4Ki with 1 flow over loopback: two-copy, ") })
    #expect(advice.allSatisfy { !$0.flips.isEmpty && !$0.claims.isEmpty })
  }

  @Test("a win at one size only is at that size, also at the last one: nothing is known of greater ones")
  func oneSize() throws {
    let claims = SyntheticSweep().findings().claims.filter { isWinner($0) }
    let claim = try #require(claims.max { AdviceText.bytes($0) < AdviceText.bytes($1) })
    let bytes = AdviceText.bytes(claim)
    let size = SizeText.text(bytes)
    #expect(AdviceText.range([claim], among: [64, bytes]) == "at \(size)")
    #expect(AdviceText.range([claim], among: [bytes]) == "at \(size)")
  }

  @Test("receiver-bound sweeps give advice by sender CPU only, and say that goodput has no verdict")
  func receiverBound() {
    let findings = SyntheticSweep(limitedBy: .receiverCPU).findings()
    #expect(!findings.claims.contains { isWinner($0) && $0.scope.metric == "goodput" })
    #expect(!findings.advice.isEmpty)
    #expect(findings.advice.allSatisfy { $0.sentence.rendered.hasSuffix("no verdict on goodput") })
  }

  @Test("primitives that do not differ get no advice")
  func equal() {
    var sweep = SyntheticSweep()
    sweep.costs = [("two-copy", { 2000 + 0.5 * $0 }), ("one-copy", { 2000 + 0.5 * $0 })]
    #expect(sweep.findings().advice.isEmpty)
  }

  @Test("a claim reads as one sentence with figure, interval, place and rounds")
  func sentences() {
    let claims = SyntheticSweep(seed: 92).findings().claims
    let sentences = claims.map(ClaimText.sentence)
    func has(_ start: String, _ end: String) -> Bool {
      sentences.contains { $0.hasPrefix(start) && $0.hasSuffix(end) }
    }
    #expect(has("one-copy has ", "more goodput than two-copy at 16Ki with 1 flow over loopback (n = 20)"))
    #expect(
      has("two-copy has ", "less sender CPU per byte than one-copy at 64 with 1 flow over loopback (n = 20)"))
    #expect(
      has(
        "one-copy and two-copy have equal goodput at 9.",
        "one-copy leads above it from 64 to 1Mi with 1 flow over loopback (n = 20)"))
    #expect(
      has(
        "two-copy costs 0.",
        "per byte by message interval (affine model) from 64 to 1Mi with 1 flow over loopback (n = 20)"))
  }

  @Test("relative figures and sizes are printed with the digits they carry")
  func digits() {
    #expect(Percent.text(0.072) == "7.2 %")
    #expect(Percent.text(0.18) == "18 %")
    #expect(Percent.text(0.05) == "5 %")
    #expect(Percent.text(0.0996) == "10 %")
    #expect(SizeText.rounded(10_000) == "9.8Ki")
    #expect(SizeText.rounded(640) == "640")
    #expect(SizeText.rounded(200_000) == "195Ki")
    #expect(SizeText.text(16384) == "16Ki")
  }

  @Test("every answer about a crossover says in words what it is")
  func answers() {
    let interval = Interval(lower: 9500, upper: 10_600)
    let crossover = Crossover(
      bytes: 10_000, interval: interval, bracket: .init(lowerBytes: 4096, upperBytes: 16384),
      candidateLeadsAbove: true)
    func words(_ answer: CrossoverAnswer) -> String { answer.words.rendered }
    #expect(words(.at(crossover)) == "at 9.8Ki [9.3Ki, 10.4Ki]")
    #expect(words(.never) == "never in the measured range")
    #expect(
      words(.extrapolated(crossover))
        == "not in the measured range; extrapolated: at 9.8Ki [9.3Ki, 10.4Ki]")
    #expect(
      words(
        .signChanges([
          .init(lowerBytes: 64, upperBytes: 256), .init(lowerBytes: 4096, upperBytes: 16384),
        ]))
        == "the lead changes 2 times: between 64 and 256, between 4Ki and 16Ki")
  }
}
