import Foundation
import Records
import Testing

@testable import Analysis

@Suite struct CrossoverTests {
  private let sizes = [64, 256, 1024, 4096, 16384, 65536, 262_144, 1_048_576]

  /// Costs per message in ns of `rounds` rounds with relative noise and a pace that each round's cells share.
  private func question(
    _ sizes: [Int], rounds: Int = 20, sigma: Double = 0.04, _ noise: inout NoiseSource,
    candidate: (Double) -> Double, baseline: (Double) -> Double
  ) -> CrossoverQuestion {
    func series(_ cost: Double) -> Series {
      Series((0..<rounds).map { _ in cost * (1 + sigma * noise.normal()) })
    }
    return CrossoverQuestion(
      measure: Figures.goodput, bytes: sizes, candidate: sizes.map { series(candidate(Double($0))) },
      baseline: sizes.map { series(baseline(Double($0))) })
  }

  @Test(
    "2 us + 0.5 ns/B against 4 us + 0.3 ns/B: the crossing at 10,000 bytes is found, its interval holds it")
  func known() {
    var noise = NoiseSource(seed: 81)
    let runs = 1000
    var answered = 0
    var contained = 0
    var bracketed = 0
    var width = 0.0
    for _ in 0..<runs {
      let finding = CrossoverFinding(
        question(sizes, &noise, candidate: { 4000 + 0.3 * $0 }, baseline: { 2000 + 0.5 * $0 }))
      guard case .at(let crossover) = finding.answer, crossover.candidateLeadsAbove else { continue }
      answered += 1
      if crossover.interval.contains(10_000) { contained += 1 }
      if crossover.bracket == .init(lowerBytes: 4096, upperBytes: 16384) { bracketed += 1 }
      width += crossover.interval.upper / crossover.interval.lower
    }
    report(
      "known crossover", ("answered", Double(answered) / Double(runs)),
      ("interval holds it", Double(contained) / Double(answered)),
      ("bracketed by 4Ki and 16Ki", Double(bracketed) / Double(answered)),
      ("upper / lower limit", width / Double(answered)))
    #expect(Double(answered) >= 0.8 * Double(runs))
    #expect(Double(contained) >= 0.93 * Double(answered))
  }

  @Test(
    "pairs without a crossing say so in 95 % or more",
    arguments: [(1.1, 1.1), (2.0, 1.1), (0.9, 0.9), (0.5, 0.8)])
  func none(callFactor: Double, byteFactor: Double) {
    var noise = NoiseSource(seed: 82)
    var right = 0
    for _ in 0..<300 {
      let finding = CrossoverFinding(
        question(
          sizes, &noise, candidate: { 2000 * callFactor + 0.5 * byteFactor * $0 },
          baseline: { 2000 + 0.5 * $0 }))
      if finding.answer == (byteFactor > 1 ? .never : .aheadThroughout) { right += 1 }
    }
    report("no crossover, call x \(callFactor), byte x \(byteFactor)", ("said so", Double(right) / 300))
    #expect(Double(right) >= 0.95 * 300)
  }

  @Test("equal primitives never cross, and 95 % or more of noisy ones get no crossing either")
  func equal() {
    var noise = NoiseSource(seed: 83)
    var crossings = 0
    for _ in 0..<500 {
      let finding = CrossoverFinding(
        question(sizes, &noise, candidate: { 2000 + 0.5 * $0 }, baseline: { 2000 + 0.5 * $0 }))
      switch finding.answer {
      case .at, .signChanges, .extrapolated: crossings += 1
      default: break
      }
    }
    report("A/A crossovers", ("false", Double(crossings) / 500))
    #expect(crossings <= 25)
    let calm = CrossoverFinding(
      question(sizes, sigma: 0.001, &noise, candidate: { 2000 + $0 }, baseline: { 2000 + $0 }))
    #expect(calm.answer == .never || calm.verdicts.contains(.candidate) || calm.verdicts.contains(.baseline))
  }

  @Test("a crossing beyond the greatest size is predicted and labelled as extrapolated")
  func extrapolated() throws {
    var noise = NoiseSource(seed: 84)
    let below = [64, 256, 1024, 4096, 16384, 65536]
    var labelled = 0
    var contained = 0
    for _ in 0..<200 {
      let finding = CrossoverFinding(
        question(below, &noise, candidate: { 42_000 + 0.3 * $0 }, baseline: { 2000 + 0.5 * $0 }))
      switch finding.answer {
      case .extrapolated(let crossover):
        labelled += 1
        #expect(crossover.bracket == nil && crossover.candidateLeadsAbove)
        #expect(crossover.interval.lower > 65536)
        if crossover.interval.contains(200_000) { contained += 1 }
      case .never: break
      default: Issue.record("there is no crossing among the measured sizes: \(finding.answer)")
      }
    }
    report(
      "extrapolation to 200,000", ("labelled", Double(labelled) / 200), ("holds it", Double(contained) / 200))
    #expect(labelled >= 100)
    #expect(Double(contained) >= 0.9 * Double(labelled))
  }

  @Test("a lead that changes twice is counted, not named")
  func twice() {
    var noise = NoiseSource(seed: 85)
    let finding = CrossoverFinding(
      question(sizes, &noise, candidate: { $0 > 500 && $0 < 20_000 ? 500 : 3000 }, baseline: { _ in 1000 }))
    #expect(
      finding.answer
        == .signChanges([
          .init(lowerBytes: 256, upperBytes: 1024), .init(lowerBytes: 16384, upperBytes: 65536),
        ]))
    #expect(finding.aheadFromBytes == nil)
  }

  @Test("a lead that is lost with size crosses the other way and is ahead from nowhere")
  func lost() {
    var noise = NoiseSource(seed: 86)
    let finding = CrossoverFinding(
      question(sizes, &noise, candidate: { 2000 + 0.5 * $0 }, baseline: { 4000 + 0.3 * $0 }))
    guard case .at(let crossover) = finding.answer else {
      Issue.record("there is one crossing")
      return
    }
    #expect(!crossover.candidateLeadsAbove)
    #expect(finding.aheadFromBytes == nil)
  }

  @Test("noise that hides every difference is not resolvable; one round per size is not, either")
  func unresolvable() {
    var noise = NoiseSource(seed: 87)
    for (rounds, sigma) in [(8, 0.5), (1, 0.0)] {
      let finding = CrossoverFinding(
        question(
          sizes, rounds: rounds, sigma: sigma, &noise, candidate: { 2100 + 0.5 * $0 },
          baseline: { 2000 + 0.5 * $0 }))
      guard case .notResolvable = finding.answer else {
        Issue.record("\(finding.answer)")
        continue
      }
    }
  }

  @Test("differences below the noise floor lead nowhere")
  func floor() throws {
    var noise = NoiseSource(seed: 88)
    let differing = [0.3, -0.3, 0.4, -0.3].map { bias in
      PairedRounds(logRatios: (0..<20).map { _ in bias + 0.01 * noise.normal() })
    }
    let floor = try #require(NoiseFloor(differing))
    let asked = question(sizes, &noise, candidate: { 2400 + 0.6 * $0 }, baseline: { 2000 + 0.5 * $0 })
    #expect(CrossoverFinding(asked).answer == .never)
    guard case .notResolvable = CrossoverFinding(asked, floor: floor).answer else {
      Issue.record("20 % is less than what this machine shows between a cell and itself")
      return
    }
  }

  @Test("where --decide ended the rounds, a size needs more evidence than the same rounds fixed beforehand")
  func decided() throws {
    var noise = NoiseSource(seed: 90)
    let candidate = Series((0..<12).map { _ in 1.05 * (1 + 0.05 * noise.normal()) })
    let baseline = Series((0..<12).map { _ in 1 + 0.05 * noise.normal() })
    let rule = DecisionRule(margin: 0.05, maximumRounds: 12)
    let fixed = SizeComparison(bytes: 64, candidate: candidate, baseline: baseline)
    let looked = SizeComparison(bytes: 64, candidate: candidate, baseline: baseline, rule: rule)
    #expect(looked.probability > fixed.probability)
    #expect(try #require(looked.advantage).interval.halfWidth > #require(fixed.advantage).interval.halfWidth)
  }

  @Test("refining adds sizes until the bracket is within 2 x")
  func refine() throws {
    var noise = NoiseSource(seed: 89)
    var measured = sizes
    for _ in 0..<10 {
      let finding = CrossoverFinding(
        question(measured, &noise, candidate: { 4000 + 0.3 * $0 }, baseline: { 2000 + 0.5 * $0 }))
      guard let next = CrossoverRefinement.nextSize(finding) else {
        guard case .at(let crossover) = finding.answer else { break }
        let bracket = try #require(crossover.bracket)
        #expect(
          bracket.ratio <= 2 || finding.verdicts.contains(.undecided) || finding.verdicts.contains(.equal))
        #expect(bracket.lowerBytes < 10_000 && bracket.upperBytes > 10_000)
        #expect(measured.count > sizes.count && measured.count <= sizes.count + 6)
        return
      }
      if measured.count == sizes.count { #expect(next == 8192) }
      measured = (measured + [next]).sorted()
    }
    Issue.record("refining did not end")
  }
}
