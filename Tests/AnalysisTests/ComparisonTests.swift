import Foundation
import Records
import Testing

@testable import Analysis

@Suite struct ComparisonTests {
  private func cell(_ primitive: String, _ bytes: Int) -> Cell {
    Cell(primitive: primitive, messageBytes: bytes, flows: 1, link: "loopback")
  }

  /// A table of pairs with a given log ratio each, 3 % noise per sample.
  private func table(
    _ effects: [Double], rounds: Int, seed: UInt64, sigma: Double = 0.03, limitedBy: LimitedBy = .senderCPU
  ) -> SampleTable {
    var noise = NoiseSource(seed: seed)
    var table = SampleTable(figures: [Figures.goodput])
    for round in 0..<rounds {
      for (index, effect) in effects.enumerated() {
        for (primitive, level) in [("two-copy", 0.0), ("one-copy", effect)] {
          let value = 1e9 * exp(level + sigma * noise.normal())
          table.add(
            Sample(
              cell: cell(primitive, 64 << index), round: round, order: 0,
              readings: [Reading(SyntheticSweep.goodput, .flow, value)], limitedBy: limitedBy))
        }
      }
    }
    return table
  }

  private func compare(_ table: SampleTable, floor: NoiseFloor? = nil, rule: DecisionRule? = nil)
    -> [PairComparison]
  {
    PairComparisons.compare(
      table, Figures.goodput, pairs: CellPair.pairs(among: table.cells), floor: floor, rule: rule)
  }

  @Test("better, worse, equivalent and undecided are told apart")
  func verdicts() {
    let found = compare(table([0.2, -0.2, 0, 0.04], rounds: 20, seed: 1, sigma: 0.015))
    #expect(found[0].verdict == .better)
    #expect(found[1].verdict == .worse)
    #expect(found[2].verdict == .equivalent)
    for comparison in found {
      #expect(comparison.corrected >= comparison.raw)
      #expect(comparison.familySize == 4)
    }
    #expect(compare(table([0.03], rounds: 8, seed: 2, sigma: 0.2))[0].verdict == .undecided)
  }

  @Test("for a measure that should be low the better one is the lower one")
  func direction() {
    let interval = Interval(lower: 0.7, upper: 0.9)
    #expect(Verdict(interval, margin: 0.05, higherIsBetter: false) == .better)
    #expect(Verdict(interval, margin: 0.05, higherIsBetter: true) == .worse)
    #expect(Verdict(Interval(lower: 0.97, upper: 1.03), margin: 0.05, higherIsBetter: true) == .equivalent)
    #expect(Verdict(Interval(lower: 0.93, upper: 1.03), margin: 0.05, higherIsBetter: true) == .undecided)
  }

  @Test("over 48 comparisons without any difference at most 5.5 % of the sweeps hold a false verdict")
  func familywise() {
    var wrong = 0
    let sweeps = 300
    for sweep in 0..<sweeps {
      var noise = NoiseSource(seed: UInt64(1000 + sweep))
      let estimates = (0..<48).map { _ in
        RatioEstimate(PairedRounds(logRatios: noise.normals(12)))?.probability ?? 1
      }
      if HolmCorrection.corrected(estimates).contains(where: { $0 <= 0.05 }) { wrong += 1 }
    }
    report(
      "48 comparisons without difference", ("sweeps with a false verdict", Double(wrong) / Double(sweeps)))
    // Two standard errors of 300 sweeps above 5.5 %.
    #expect(Double(wrong) <= (0.055 + 2 * 0.0132) * Double(sweeps))
  }

  @Test("the power over a grid of 48 cells after correction is measured, and grows with the rounds")
  func gridPower() {
    func power(_ rounds: Int) -> Double {
      var found = 0
      for sweep in 0..<20 {
        var noise = NoiseSource(seed: UInt64(2000 + sweep))
        // Three primitives at 16 points: 32 pairs against the first, a quarter of them with a true 5 %.
        let raw = (0..<32).map { index in
          let effect = index % 4 == 0 ? log(1.05) : 0
          let ratios = (0..<rounds).map { _ in effect + 0.03 * (noise.normal() - noise.normal()) }
          return RatioEstimate(PairedRounds(logRatios: ratios))?.probability ?? 1
        }
        let corrected = HolmCorrection.corrected(raw)
        for index in stride(from: 0, to: 32, by: 4) where corrected[index] <= 0.05 { found += 1 }
      }
      return Double(found) / 160
    }
    let twelve = power(12)
    let twenty = power(20)
    report("true 5 % at 3 % noise among 32 pairs after Holm", ("12 rounds", twelve), ("20 rounds", twenty))
    #expect(twenty > twelve)
  }

  @Test(
    "a true 5 % at 3 % noise and 12 rounds passes the noise floor of four A/A pairs, too, in 85 % or more")
  func powerAboveFloor() throws {
    var noise = NoiseSource(seed: 44)
    var found = 0
    func ratios(_ effect: Double) -> PairedRounds {
      PairedRounds(logRatios: (0..<12).map { _ in effect + 0.03 * (noise.normal() - noise.normal()) })
    }
    for _ in 0..<2000 {
      let floor = try #require(NoiseFloor((0..<4).map { _ in ratios(0) }))
      let estimate = try #require(RatioEstimate(ratios(log(1.05))))
      if estimate.interval.lower > 1 && !floor.covers(estimate) { found += 1 }
    }
    report("true 5 % at 3 % noise, 12 rounds, above the floor", ("power", Double(found) / 2000))
    #expect(found >= 1700)
  }

  @Test(
    "a difference below the noise floor gets no verdict, and no equivalence finer than the floor is claimed")
  func floor() throws {
    let differing = [0.3, -0.3, 0.3, -0.3].map { PairedRounds(logRatios: [$0, $0 + 0.01, $0 - 0.01]) }
    let floor = try #require(NoiseFloor(differing))
    let found = compare(table([0.2, 0], rounds: 20, seed: 3), floor: floor)
    #expect(found[0].verdict == .undecided && found[0].withheld == .belowNoiseFloor)
    #expect(found[1].verdict == .undecided && found[1].withheld == .marginBelowNoiseFloor)
  }

  @Test("receiver-bound pairs give no goodput verdict and no claim")
  func receiverBound() {
    let found = compare(table([0.2], rounds: 20, seed: 4, limitedBy: .receiverCPU))
    #expect(found[0].verdict == .undecided && found[0].withheld == .receiverBound)
    #expect(PairClaims.claims(found, sweep: 1).isEmpty)
  }

  @Test("a pair stopped by --decide keeps its verdict and has a probability that allows for the looks")
  func sequential() {
    let rule = DecisionRule(margin: 0.05, maximumRounds: 40)
    let samples = table([0.2, 0], rounds: 40, seed: 5)
    let found = compare(samples, rule: rule)
    let fixed = compare(samples)
    #expect(found[0].verdict == .better)
    #expect(found[1].verdict == .equivalent)
    #expect(found[0].raw > fixed[0].raw)
  }
}

@Suite struct SweepComparisonTests {
  private func side(_ name: String, _ level: Double, sweeps: Int, seed: UInt64, kernel: String = "6.18")
    -> SweepSide
  {
    var noise = NoiseSource(seed: seed)
    let tables = (0..<sweeps).map { index in
      let hour = exp(0.01 * noise.normal())
      var sweep = SyntheticSweep(
        sizes: [64, 4096], rounds: 8, sigma: 0.02, seed: seed + UInt64(index) + 1, twins: false)
      sweep.costs = [("two-copy", { (2000 + 0.5 * $0) * hour / level })]
      return sweep.table()
    }
    let hosts = HostFacts(facts: [.init("kernel.release", kernel), .init("cpu.model", "same")])
    return SweepSide(name: name, sweeps: tables, hosts: Array(repeating: hosts, count: sweeps))
  }

  @Test("two sweeps a side give ratios but no verdict, and it says why")
  func tooFew() throws {
    let comparison = SweepComparison(
      candidate: side("new", 0.8, sweeps: 2, seed: 10), baseline: side("old", 1, sweeps: 3, seed: 20))
    #expect(comparison.rows.count == 4)
    #expect(comparison.rows.allSatisfy { $0.verdict == .undecided && $0.ratio.interval == nil })
    #expect(try #require(comparison.noVerdictReason).hasPrefix("2 of the 3 sweeps a side"))
  }

  @Test("a build that is 20 % slower over four sweeps a side is worse, and the gate fails on it")
  func gate() throws {
    let comparison = SweepComparison(
      candidate: side("new", 0.8, sweeps: 4, seed: 30, kernel: "6.19"),
      baseline: side("old", 1, sweeps: 4, seed: 40))
    let goodput = comparison.rows.filter { $0.measure == Figures.goodput }
    #expect(goodput.allSatisfy { $0.verdict == .worse && abs($0.ratio.ratio / 0.8 - 1) < 0.1 })
    #expect(try ComparisonGate(parsing: "slower:5%").failures(comparison).count == 2)
    #expect(try ComparisonGate(parsing: "slower:30%").failures(comparison).isEmpty)
    #expect(try ComparisonGate(parsing: "dearer:5%").failures(comparison).count == 2)
    #expect(comparison.environment.map(\.fact) == ["kernel.release"])
    #expect(comparison.environment.map { $0.candidate.map(\.rendered) } == [["6.19"]])
    #expect(comparison.environment.map { $0.baseline.map(\.rendered) } == [["6.18"]])
  }

  @Test(
    "what is not a gate is refused with an example",
    arguments: ["", "slower", "faster:5%", "slower:5", "slower:-1%"])
  func notAGate(text: String) {
    #expect(throws: UsageError.self) { try ComparisonGate(parsing: text) }
  }

  @Test("unpaired intervals cover 94 % or more at 3 and 5 sweeps a side", arguments: [3, 5])
  func coverage(sweeps: Int) throws {
    var noise = NoiseSource(seed: 50)
    var covered = 0
    for _ in 0..<4000 {
      let ratio = try #require(
        UnpairedRatio(
          candidate: (0..<sweeps).map { _ in Series([1.3 * exp(0.05 * noise.normal())]) },
          baseline: (0..<sweeps).map { _ in Series([exp(0.05 * noise.normal())]) }))
      if try #require(ratio.interval).contains(1.3) { covered += 1 }
    }
    report("unpaired, \(sweeps) sweeps a side", ("coverage", Double(covered) / 4000))
    #expect(Double(covered) >= 0.94 * 4000)
  }
}
