import Foundation
import Records
import Testing

@testable import Analysis

@Suite struct FlagTests {
  private let cell = Cell(primitive: "two-copy", messageBytes: 64, flows: 1, link: "loopback")

  private func estimate(_ values: [Double], trends: [Double] = []) throws -> CellEstimate {
    try #require(
      CellEstimate(
        cell: cell, measure: Figures.goodput, series: Series(values), windowTrends: Series(trends)))
  }

  /// 47 clean cells and the given one: the correction it has to survive.
  private func flags(_ suspect: CellEstimate) throws -> [CellFlag] {
    var noise = NoiseSource(seed: 3)
    var cells = [suspect]
    for _ in 0..<47 {
      cells.append(try estimate(NoiseShape.normal.factors(suspect.count, &noise, sigma: 0.03)))
    }
    let flagged = CellEstimates.flagged(cells)
    for clean in flagged.dropFirst() { #expect(clean.flags.isEmpty) }
    return flagged[0].flags
  }

  @Test("of 1,000 clean sweeps of 48 cells about five carry a flag: the stated rate of five kinds at 0.1 %")
  func expectedRate() throws {
    var noise = NoiseSource(seed: 21)
    var flagged: [CellFlag: Int] = [:]
    var atOnePercent: [CellFlag: Int] = [:]
    for _ in 0..<1000 {
      var cells: [CellEstimate] = []
      cells.reserveCapacity(48)
      for _ in 0..<48 {
        cells.append(try estimate(noise.normals(12).map { exp(0.03 * $0) }, trends: noise.normals(12)))
      }
      for cell in CellEstimates.flagged(cells) {
        for flag in cell.flags { flagged[flag, default: 0] += 1 }
        for flag in CellFlag.allCases where cell.probability(flag) <= 0.01 {
          atOnePercent[flag, default: 0] += 1
        }
      }
    }
    for flag in CellFlag.allCases {
      let rate = Double(atOnePercent[flag] ?? 0) / 48_000
      report("clean flags, \(flag)", ("at 1 %", rate), ("flags in 1,000 sweeps", Double(flagged[flag] ?? 0)))
      // Four standard errors above; the bound over splits and Grubbs' bound may stay below.
      #expect(rate < 0.01 + 4 * 0.000454)
      if flag != .bimodal { #expect(rate > 0.008) }
    }
    // Poisson with mean 5 gives 0 in 0.7 % and more than 12 in 0.2 % of runs; the seed is fixed.
    let total = flagged.values.reduce(0, +)
    report("clean flags, all kinds", ("flags in 1,000 sweeps", Double(total)))
    #expect((3...12).contains(total))
  }

  @Test("a cell that is either fast or slow is flagged as bimodal and both states are given")
  func bimodal() throws {
    var noise = NoiseSource(seed: 5)
    let values = (0..<12).map { ($0 % 3 == 0 ? 50.0 : 100.0) * (1 + 0.03 * noise.normal()) }
    let suspect = try estimate(values)
    #expect(try flags(suspect).contains(.bimodal))
    #expect(abs(suspect.bimodality.modes[0] / 50 - 1) < 0.05)
    #expect(abs(suspect.bimodality.modes[1] / 100 - 1) < 0.05)
    #expect(abs(suspect.bimodality.lowerShare - 1.0 / 3) < 1e-9)
  }

  @Test("values that fall by 1 % a round are flagged as drifting, and the rate is right")
  func drift() throws {
    var noise = NoiseSource(seed: 6)
    let suspect = try estimate((0..<40).map { pow(0.99, Double($0)) * (1 + 0.03 * noise.normal()) })
    #expect(try flags(suspect).contains(.drift))
    #expect(abs(suspect.drift.perRound + 0.01) < 0.002)
  }

  @Test("a wild round is marked and kept, and does not pass for drift or for a second mode")
  func outlier() throws {
    var noise = NoiseSource(seed: 7)
    var values = NoiseShape.normal.factors(20, &noise, sigma: 0.01)
    values[19] = 0.4
    let suspect = try estimate(values)
    #expect(try flags(suspect) == [.outlying])
    #expect(suspect.outlierRounds == [19])
    #expect(suspect.count == 20)
    #expect(suspect.least == 0.4)
  }

  @Test("windows that all speed up towards their end are flagged as unsteady")
  func unsteady() throws {
    var noise = NoiseSource(seed: 8)
    let suspect = try estimate(
      NoiseShape.normal.factors(12, &noise, sigma: 0.03),
      trends: (0..<12).map { _ in 0.2 + 0.03 * noise.normal() })
    #expect(try flags(suspect) == [.unsteady])
  }

  @Test("rounds that resemble their predecessors are flagged and get a wider interval by the block bootstrap")
  func autocorrelated() throws {
    var noise = NoiseSource(seed: 9)
    var state = 0.0
    let values = (0..<60).map { _ in
      state = 0.85 * state + 0.05 * noise.normal()
      return 10 * exp(state)
    }
    let suspect = try estimate(values)
    #expect(try flags(suspect).contains(.autocorrelated))
    #expect(suspect.method == .blockBootstrap)
    let independent = try #require(MedianInterval.interval(sorted: values.sorted()))
    #expect(try #require(suspect.interval).halfWidth > 1.3 * independent.halfWidth)
  }

  @Test("with autocorrelated rounds the block bootstrap covers far better than t")
  func blockCoverage() throws {
    var noise = NoiseSource(seed: 10)
    var covered = 0
    var coveredByT = 0
    let runs = 300
    for _ in 0..<runs {
      var state = noise.normal() / (1 - 0.36).squareRoot()
      let values = (0..<40).map { _ in
        state = 0.6 * state + noise.normal()
        return state
      }
      let estimate = try #require(MeanEstimate(values))
      if estimate.interval.contains(0) { covered += 1 }
      let half = 2.0227 * estimate.standardDeviation / 40.0.squareRoot()
      if abs(estimate.mean) <= half { coveredByT += 1 }
    }
    report("AR(1) 0.6, n 40", ("coverage", Double(covered) / 300), ("by t alone", Double(coveredByT) / 300))
    #expect(covered > coveredByT + runs / 20)
    #expect(Double(covered) >= 0.85 * Double(runs))
  }
}
