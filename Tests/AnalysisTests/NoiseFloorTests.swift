import Foundation
import Records
import Testing

@testable import Analysis

@Suite struct NoiseFloorTests {
  private func pair(_ noise: inout NoiseSource, bias: Double = 0, rounds: Int = 12) -> PairedRounds {
    PairedRounds(logRatios: (0..<rounds).map { _ in bias + 0.03 * (noise.normal() - noise.normal()) })
  }

  @Test("about 95 % of further A/A pairs lie below the floor")
  func covers() throws {
    var noise = NoiseSource(seed: 61)
    var below = 0
    for _ in 0..<4000 {
      let floor = try #require(NoiseFloor((0..<4).map { _ in pair(&noise) }))
      if abs(SampleStatistics.mean(pair(&noise).logRatios)) < floor.logRatio { below += 1 }
    }
    let rate = Double(below) / 4000
    report("noise floor of 4 pairs", ("A/A pairs below it", rate))
    #expect((0.94...0.98).contains(rate))
  }

  @Test("where labels differ by more than rounds explain, the floor covers the difference")
  func biased() throws {
    var noise = NoiseSource(seed: 62)
    let floor = try #require(
      NoiseFloor([0.1, -0.1, 0.12, -0.08].map { pair(&noise, bias: $0, rounds: 40) }))
    #expect(floor.pairsDiffer)
    #expect(floor.logRatio > 0.2)
  }

  @Test("three A/A pairs give no floor")
  func tooFew() {
    var noise = NoiseSource(seed: 63)
    #expect(NoiseFloor((0..<3).map { _ in pair(&noise) }) == nil)
  }

  @Test("the false-verdict rate has exact binomial limits and knows whether it is nominal")
  func selfCheck() throws {
    let calm = try #require(
      SelfCheck(Array(repeating: .equivalent, count: 57) + [.better, .worse, .undecided]))
    #expect(calm.falseVerdicts == 2)
    // scipy.stats.binomtest(2, 60).proportion_ci()
    #expect(abs(calm.interval.lower - 0.0040637) < 1e-5)
    #expect(abs(calm.interval.upper - 0.1153) < 1e-3)
    #expect(calm.isWithinNominal)
    let loud = try #require(
      SelfCheck(Array(repeating: .better, count: 10) + Array(repeating: .undecided, count: 50)))
    #expect(!loud.isWithinNominal)
    #expect(SelfCheck([]) == nil)
  }
}
