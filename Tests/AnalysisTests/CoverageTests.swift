import Foundation
import Records
import Testing

@testable import Analysis

@Suite struct CoverageTests {
  @Test(
    "the interval of a median covers 93.5 % or more and is at most 1.3 x as wide as with known variance",
    arguments: coverageCases)
  func median(shape: NoiseShape, count: Int) throws {
    var noise = NoiseSource(seed: 11)
    var covered = 0
    var width = 0.0
    for _ in 0..<simulatedCells {
      let sorted = shape.factors(count, &noise).sorted()
      let interval = try #require(MedianInterval.interval(sorted: sorted))
      if interval.contains(1) { covered += 1 }
      width += 2 * interval.halfWidth
    }
    let known = 2 * NormalDistribution.quantile(0.975) * shape.standardDeviation / Double(count).squareRoot()
    let coverage = Double(covered) / Double(simulatedCells)
    let relative = width / Double(simulatedCells) / known
    report("median, \(shape), n \(count)", ("coverage", coverage), ("width / known variance", relative))
    #expect(coverage >= 0.935)
    #expect(relative <= 1.3)
  }

  @Test("the interval of a ratio of pairs covers 94 % or more", arguments: coverageCases)
  func ratio(shape: NoiseShape, count: Int) throws {
    var noise = NoiseSource(seed: 12)
    var covered = 0
    for _ in 0..<simulatedCells {
      var logRatios = [Double](repeating: 0, count: count)
      for round in 0..<count {
        logRatios[round] = log(1.2 * shape.factor(&noise) / shape.factor(&noise))
      }
      let estimate = try #require(RatioEstimate(PairedRounds(logRatios: logRatios)))
      if estimate.interval.contains(1.2) { covered += 1 }
    }
    let coverage = Double(covered) / Double(simulatedCells)
    report("ratio, \(shape), n \(count)", ("coverage", coverage))
    #expect(coverage >= 0.94)
  }
}
