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
    #expect(LookSchedule.precision(maximumRounds: 40).looks == [8, 10, 13, 16, 20, 25, 31, 39, 40])
    #expect(LookSchedule.decision(maximumRounds: 40).looks == [8, 12, 18, 27, 40])
    #expect(LookSchedule.decision(maximumRounds: 5).looks == [5])
  }

  @Test(
    "intervals of cells stopped by --precision cover 93.5 % or more",
    arguments: [
      (NoiseShape.normal, 0.06), (.normal, 0.09), (.lognormal, 0.09), (.contaminated, 0.06), (.normal, 0.12),
    ])
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

  private func run(
    _ rule: DecisionRule, effect: Double, sigma: Double, _ noise: inout NoiseSource
  ) -> DecisionRule.Decision {
    var logRatios: [Double] = []
    var last = rule.decide(PairedRounds(logRatios: []), higherIsBetter: true)
    for (index, look) in rule.design.looks.enumerated() {
      while logRatios.count < look { logRatios.append(effect + sigma * (noise.normal() - noise.normal())) }
      guard let decision = rule.decide(PairedRounds(logRatios: logRatios), at: index, higherIsBetter: true)
      else { continue }
      last = decision
      if decision.verdict != .undecided { break }
    }
    return last
  }
}
