import Foundation
import Records
import Testing

@testable import Analysis

@Suite struct StoppingTests {
  @Test("boundaries of five equal looks are those published for O'Brien-Fleming-like spending")
  func boundaries() {
    let design = GroupSequentialDesign(looks: [10, 20, 30, 40, 50], planned: 50)
    // Jennison & Turnbull 2000, table 7.1 and its software companions; the first is beyond what a sweep resolves.
    for (level, z) in zip(design.levels, [4.8769, 3.3569, 2.6803, 2.2898, 2.0310]) {
      #expect(abs(NormalDistribution.quantile(1 - 0.5 * level) - z) < 0.002)
    }
  }

  @Test("a single look is an ordinary test at 5 %")
  func singleLook() {
    let design = GroupSequentialDesign(looks: [20], planned: 20)
    #expect(abs(design.levels[0] - 0.05) < 1e-6)
  }

  @Test("looks begin at eight rounds, are fixed, and end with the greatest number of rounds")
  func looks() {
    #expect(
      LookSchedule.precision(maximumRounds: 40).looks == [
        8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 24, 26, 28, 30, 32, 34, 36, 39, 40,
      ])
    #expect(LookSchedule.decision(maximumRounds: 40).looks == [8, 12, 18, 27, 40])
    #expect(LookSchedule.decision(maximumRounds: 5).looks == [5])
  }

  @Test(
    "intervals of cells stopped by --precision cover 93.5 % or more",
    arguments: [(NoiseShape.normal, 0.09), (.lognormal, 0.12), (.contaminated, 0.09)])
  func precisionCoverage(shape: NoiseShape, sigma: Double) throws {
    let rule = PrecisionRule(target: 0.05, maximumRounds: 60)
    var noise = NoiseSource(seed: 41)
    var covered = 0
    var met = 0
    var rounds = 0
    let runs = simulatedCells
    for _ in 0..<runs {
      var series = Series()
      for look in rule.schedule.looks {
        while series.count < look { series.set(shape.factor(&noise, sigma: sigma), round: series.count) }
        guard case .met = rule.status(series, look: look) else { continue }
        met += 1
        break
      }
      rounds += series.count
      let interval = try #require(
        MedianInterval.interval(sorted: series.values.sorted(), confidence: MedianInterval.stoppedNominal))
      if interval.contains(1) { covered += 1 }
    }
    let coverage = Double(covered) / Double(runs)
    report(
      "precision 5 %, \(shape), sigma \(sigma)", ("coverage", coverage), ("met", Double(met) / Double(runs)),
      ("rounds", Double(rounds) / Double(runs)))
    #expect(coverage >= 0.935)
  }

  @Test(
    "with --decide at most 5.5 % of 10,000 A/A pairs get a false verdict, and the truth is covered in 93.5 %")
  func falseVerdicts() throws {
    let rule = DecisionRule(margin: 0.05, maximumRounds: 40)
    var noise = NoiseSource(seed: 42)
    for sigma in [0.03, 0.15] {
      var wrong = 0
      var equivalent = 0
      var covered = 0
      for _ in 0..<simulatedCells {
        let decision = run(rule, effect: 0, sigma: sigma, &noise)
        if decision.verdict == .better || decision.verdict == .worse { wrong += 1 }
        if decision.verdict == .equivalent { equivalent += 1 }
        if try #require(decision.estimate).interval.contains(1) { covered += 1 }
      }
      let rate = Double(wrong) / Double(simulatedCells)
      let coverage = Double(covered) / Double(simulatedCells)
      report(
        "A/A, noise \(sigma)", ("false verdicts", rate), ("coverage", coverage),
        ("equivalent", Double(equivalent) / Double(simulatedCells)))
      #expect(rate <= 0.055)
      #expect(coverage >= 0.935)
    }
  }

  @Test("a true 5 % at 3 % noise is found within 12 rounds in 85 % or more")
  func power() {
    let rule = DecisionRule(margin: 0.02, maximumRounds: 12)
    var noise = NoiseSource(seed: 43)
    var found = 0
    for _ in 0..<simulatedCells {
      if run(rule, effect: log(1.05), sigma: 0.03, &noise).verdict == .better { found += 1 }
    }
    let power = Double(found) / Double(simulatedCells)
    report("true 5 % at 3 % noise, 12 rounds", ("power", power))
    #expect(power >= 0.85)
  }

  @Test(
    "a probability of several looks is 5 % at the 5 % boundary, larger than that of the look, and monotone")
  func sequentialProbability() {
    let test = SequentialTest(looks: [8, 12, 18, 27, 40], planned: 40)
    for look in test.looks.indices {
      #expect(abs(test.sequential(test.level(look: look), look: look) - 0.05) < 1e-9)
      let probabilities = stride(from: -14.0, through: 0, by: 0.25).map { pow(10, $0) }
      let sequential = probabilities.map { test.sequential($0, look: look) }
      for (before, after) in zip(sequential, sequential.dropFirst()) { #expect(before <= after) }
      for (one, all) in zip(probabilities, sequential) { #expect(one <= all * 1.000001) }
    }
  }

  @Test("among 24 pairs of which half differ, --decide with Holm errs in at most 5.5 % of the sweeps")
  func family() {
    let rule = DecisionRule(margin: 0.05, maximumRounds: 40)
    var noise = NoiseSource(seed: 45)
    var wrong = 0
    var decided = 0
    let sweeps = 200
    for _ in 0..<sweeps {
      var family = Array(repeating: DecisionRule.Progress(), count: 24)
      var pairs = Array(repeating: [Double](), count: 24)
      var verdicts = Array(repeating: Verdict.undecided, count: 24)
      for look in rule.test.looks.indices {
        for index in family.indices where verdicts[index] == .undecided {
          while pairs[index].count < rule.test.looks[look] {
            pairs[index].append((index < 12 ? 0.2 : 0) + 0.1 * (noise.normal() - noise.normal()))
          }
          rule.update(&family[index], PairedRounds(logRatios: pairs[index]), rule.test, look)
        }
        verdicts = rule.verdicts(family, higherIsBetter: true)
      }
      if verdicts[..<12].contains(where: { $0 == .worse || $0 == .equivalent })
        || verdicts[12...].contains(where: { $0 == .better || $0 == .worse })
      {
        wrong += 1
      }
      decided += verdicts[..<12].filter { $0 == .better }.count
    }
    report(
      "family of 24 with --decide", ("sweeps with a false verdict", Double(wrong) / Double(sweeps)),
      ("true differences found", Double(decided) / Double(12 * sweeps)))
    // Two standard errors of 200 sweeps above 5.5 %.
    #expect(Double(wrong) <= (0.055 + 2 * 0.016) * Double(sweeps))
    #expect(Double(decided) >= 0.9 * Double(12 * sweeps))
  }

  @Test(
    "what a budget leaves undecided spends the error left at once; what was decided keeps its wide interval")
  func budgetEnds() throws {
    let rule = DecisionRule(margin: 0.05, maximumRounds: 40)
    var noise = NoiseSource(seed: 46)
    let slight = PairedRounds(logRatios: (0..<15).map { _ in 0.12 + 0.15 * noise.normal() })
    let clear = PairedRounds(logRatios: (0..<12).map { _ in 0.5 + 0.05 * noise.normal() })
    let open = rule.progress([slight, clear])
    let ended = rule.progress([slight, clear], isFinal: true)
    #expect(try #require(ended[0].estimate).count == 15)
    #expect(try #require(ended[0].estimate).interval.confidence > 0.94)
    #expect(try #require(open[0].estimate).interval.confidence > 0.999)
    #expect(ended[0].probability < open[0].probability)
    #expect(ended[1] == open[1])
  }

  @Test("ending by a budget between looks keeps A/A verdicts within 5.5 %")
  func budgetFalseVerdicts() {
    let rule = DecisionRule(margin: 0.001, maximumRounds: 40)
    var noise = NoiseSource(seed: 47)
    let family = (0..<5000).map { _ in PairedRounds(logRatios: noise.normals(22).map { 0.1 * $0 }) }
    var wrong = 0
    for progress in rule.progress(family, isFinal: true)
    where rule.verdicts([progress], higherIsBetter: true)[0] != .undecided { wrong += 1 }
    report("A/A ended by a budget after 22 of 40 rounds", ("false verdicts", Double(wrong) / 5000))
    // Two standard errors of 5,000 pairs above 5 %.
    #expect(Double(wrong) <= 0.0562 * 5000)
  }

  @Test("about half of the cells that were not precise enough are so after the rounds forecast")
  func roundsNeeded() {
    let rule = PrecisionRule(target: 0.05, maximumRounds: 1000)
    #expect(rule.roundsNeeded(from: 40, 0.06) == 58)
    #expect(rule.roundsNeeded(from: 111, 0.092) == 380)
    #expect(rule.roundsNeeded(from: 9, 0.05) == 9)
    #expect(rule.roundsNeeded(from: 7, 0.03) == LookSchedule.fewestRounds)
    #expect(rule.roundsNeeded(from: 20, 1e30) == 1_000_000)
    var noise = NoiseSource(seed: 57)
    var (cells, met) = (0, 0)
    for _ in 0..<400 {
      var series = Series()
      while series.count < 30 { series.set(exp(0.14 * noise.normal()), round: series.count) }
      guard case .notMet(let halfWidth?) = rule.status(series, look: 30) else { continue }
      let need = rule.roundsNeeded(from: 30, halfWidth)
      while series.count < need { series.set(exp(0.14 * noise.normal()), round: series.count) }
      cells += 1
      if case .met = rule.status(series, look: need) { met += 1 }
    }
    report("precise after the rounds forecast", ("share", Double(met) / Double(cells)))
    #expect(cells > 300)
    #expect(Double(met) > 0.4 * Double(cells) && Double(met) < 0.75 * Double(cells))
  }

  @Test("ratios of cells that were both stopped by --precision cover 93.5 % or more")
  func ratioOfStoppedCells() throws {
    let rule = PrecisionRule(target: 0.05, maximumRounds: 60)
    var noise = NoiseSource(seed: 48)
    func stopped() -> Series {
      var series = Series()
      for look in rule.schedule.looks {
        while series.count < look { series.set(1 + 0.07 * noise.normal(), round: series.count) }
        if case .met = rule.status(series, look: look) { break }
      }
      return series
    }
    var covered = 0
    for _ in 0..<simulatedCells {
      let estimate = try #require(RatioEstimate(candidate: stopped(), baseline: stopped()))
      if estimate.interval.contains(1) { covered += 1 }
    }
    let coverage = Double(covered) / Double(simulatedCells)
    report("ratio of cells stopped at 5 %, sigma 0.07", ("coverage", coverage))
    #expect(coverage >= 0.935)
  }

  /// Runs one pair to its decision, look by look.
  private func run(
    _ rule: DecisionRule, effect: Double, sigma: Double, _ noise: inout NoiseSource
  ) -> (verdict: Verdict, estimate: RatioEstimate?) {
    var logRatios: [Double] = []
    var progress = DecisionRule.Progress()
    var verdict = Verdict.undecided
    for look in rule.test.looks.indices {
      while logRatios.count < rule.test.looks[look] {
        logRatios.append(effect + sigma * (noise.normal() - noise.normal()))
      }
      rule.update(&progress, PairedRounds(logRatios: logRatios), rule.test, look)
      verdict = rule.verdicts([progress], higherIsBetter: true)[0]
      if verdict != .undecided { break }
    }
    return (verdict, progress.estimate)
  }
}
