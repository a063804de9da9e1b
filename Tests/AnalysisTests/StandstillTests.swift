import Foundation
import Records
import Testing

@testable import Analysis

@Suite("Windows that moved no byte") struct StandstillTests {
  private static let window = 40e6

  private static func cell(_ primitive: String, _ bytes: Int = 65536, variant: String = Cell.defaultVariant)
    -> Cell
  {
    Cell(primitive: primitive, variant: variant, messageBytes: bytes, flows: 2, link: "loopback")
  }

  private static func reading(_ name: String, _ side: Side, _ value: Double) -> Reading {
    Reading(
      Metric(name, unit: "count", better: .neither, source: .counted, "For a test."), side, value)
  }

  /// - Parameters:
  ///   - cpu: nanoseconds of each end's threads.
  ///   - ready: threads of each end that were ready to run; nil in archives that did not record it.
  private static func sample(
    _ cell: Cell, _ round: Int, gigabits: Double, cpu: [Double] = [20e6, 20e6], ready: [Double]? = [2, 2]
  ) -> Sample {
    var readings = [reading("goodput", .flow, gigabits * 1e9)]
    for (index, side) in [Side.sender, .receiver].enumerated() {
      readings += [reading("cpu_time", side, cpu[index]), reading("elapsed", side, window)]
      if let ready { readings.append(reading("ready_threads", side, ready[index])) }
      if gigabits > 0 { readings.append(reading("cpu_ns_per_byte", side, 1 / gigabits)) }
    }
    return Sample(cell: cell, round: round, order: 0, readings: readings)
  }

  @Test(
    "threads that were ready and got no CPU starved; all others stalled; traffic, failures and nulls are neither"
  )
  func kinds() {
    let cell = Self.cell("two-copy")
    func kind(_ cpu: [Double], _ ready: [Double]?) -> Standstill? {
      Standstill(Self.sample(cell, 0, gigabits: 0, cpu: cpu, ready: ready))
    }
    #expect(kind([0, 0], [2, 2]) == .starved)
    #expect(kind([9e6, 0], [2, 2]) == .starved, "a receiver without CPU stops its sender")
    #expect(kind([0, 0], [0, 0]) == .stalled, "both ends slept: nothing came, though CPUs were free")
    #expect(kind([0, 0], [1, 0]) == .stalled, "one of two threads slept")
    #expect(kind([9e6, 8e6], [2, 2]) == .stalled)
    #expect(kind([0, 9e6], nil) == .starved, "an archive without states of threads has CPU time alone")
    #expect(kind([9e6, 9e6], nil) == .stalled)
    #expect(Standstill(Self.sample(cell, 0, gigabits: 1, cpu: [0, 0])) == nil)
    var failed = Self.sample(cell, 0, gigabits: 0, cpu: [0, 0])
    failed.failure = "the receiver died"
    #expect(Standstill(failed) == nil)
    #expect(
      Standstill(Sample(cell: cell, round: 0, order: 0)) == nil,
      "a primitive that moves nothing has no goodput")
  }

  @Test("a starved window enters no figure, a stalled one counts as a goodput of 0, and both are counted")
  func figures() throws {
    let cell = Self.cell("two-copy")
    var samples = (0..<10).map { Self.sample(cell, $0, gigabits: 10 + Double($0) / 10) }
    samples += (10..<14).map { Self.sample(cell, $0, gigabits: 0, cpu: [0, 0]) }
    samples += (14..<16).map { Self.sample(cell, $0, gigabits: 0) }
    let table = SampleTable(samples)
    #expect(table.measured(cell) == 12)
    #expect(table.standstills(cell, .starved) == 4 && table.standstills(cell, .stalled) == 2)
    #expect(table.series(Figures.goodput, cell).values.count == 12)
    let figure = try #require(CellFigures(table)[cell, Figures.goodput])
    #expect(figure.count == 12 && abs(figure.median - 10.35) < 1e-9)
    let summary = try #require(SweepSummary(samples: samples).cells.first)
    #expect(summary.samples == 12 && summary.standstills == [.starved: 4, .stalled: 2])
    #expect(summary.median(Figures.goodput).map { abs($0 / 1e9 - 10.35) < 1e-9 } == true)
    let claim = try #require(FigureClaims.stalled(table, cell, sweep: 1))
    #expect(claim.estimate.value == 2.0 / 12 && claim.count == 12)
    #expect(claim.estimate.lower > 0.03 && claim.estimate.upper < 0.5)
  }

  /// 16 rounds of a pair whose baseline does 10 Gbit/s, and whose candidate moves nothing in some of them.
  private static func samples(
    _ pair: CellPair, gigabits: Double, sigma: Double, seed: UInt64, stalls: (Int) -> Bool
  ) -> [Sample] {
    var noise = NoiseSource(seed: seed)
    return (0..<16).flatMap { round in
      let baseline = sample(pair.baseline, round, gigabits: 10 * (1 + sigma * noise.normal()))
      let own = stalls(round) ? 0 : gigabits * (1 + sigma * noise.normal())
      return [baseline, sample(pair.candidate, round, gigabits: own)]
    }
  }

  /// The candidate moves nothing in every second round and is 38 % faster in the others.
  private static func stalling() -> (pair: CellPair, table: SampleTable, samples: [Sample]) {
    let pair = CellPair(candidate: cell("two-copy", variant: "new"), baseline: cell("two-copy"))
    let samples = samples(pair, gigabits: 13.8, sigma: 0.01, seed: 4) { $0.isMultiple(of: 2) }
    return (pair, SampleTable(samples), samples)
  }

  @Test("no verdict favours the cell that stalls: its ratio is that of the other windows alone")
  func verdicts() throws {
    let (pair, table, samples) = Self.stalling()
    for measure in [Figures.goodput, Figures.senderCost] {
      let comparison = try #require(PairComparisons.compare(table, measure, pairs: [pair]).first)
      #expect(comparison.estimate.count == 8 && comparison.corrected < 0.001)
      #expect(comparison.verdict == .undecided && comparison.withheld == .stalled)
      #expect("\(comparison.stalled)" == "8 of 16 windows moved nothing, against 0 of 16")
      let turned = CellPair(candidate: pair.baseline, baseline: pair.candidate)
      let other = try #require(PairComparisons.compare(table, measure, pairs: [turned]).first)
      #expect(other.verdict == .undecided && other.withheld == .stalled)
    }
    #expect(ExtremeClaims.extremes(table, Figures.goodput, sweep: 1).isEmpty)
    let question = CrossoverQuestion(table, Figures.goodput, pairs: [pair])
    #expect(SizeVerdict.verdicts(question.sizes) == [.undecided])
    // The same windows without the stalls are a plain verdict: what is withheld is theirs.
    let steady = SampleTable(samples.filter { $0.round % 2 == 1 })
    #expect(PairComparisons.compare(steady, Figures.goodput, pairs: [pair]).first?.verdict == .better)
  }

  @Test("a cell that stalls and is slower in its other windows too is still worse")
  func worse() throws {
    let pair = CellPair(candidate: Self.cell("one-copy"), baseline: Self.cell("two-copy"))
    let samples = Self.samples(pair, gigabits: 7, sigma: 0.01, seed: 5) { $0 < 3 }
    let found = PairComparisons.compare(SampleTable(samples), Figures.goodput, pairs: [pair]).first
    #expect(found?.verdict == .worse && found?.withheld == nil)
    let claims = ExtremeClaims.extremes(SampleTable(samples), Figures.goodput, sweep: 1)
    #expect(
      claims.map(\.statement) == [
        .highest(subject: ClaimSubject(pair.baseline)), .lowest(subject: ClaimSubject(pair.candidate)),
      ])
  }

  @Test("a cell that stalls is not called equal, and its rival not called lowest")
  func notEqual() throws {
    let pair = CellPair(candidate: Self.cell("one-copy"), baseline: Self.cell("two-copy"))
    let samples = Self.samples(pair, gigabits: 10.1, sigma: 0.005, seed: 6) { $0 < 3 }
    let table = SampleTable(samples)
    let question = CrossoverQuestion(table, Figures.goodput, pairs: [pair])
    #expect(question.sizes[0].isEqualityOpen && SizeVerdict.verdicts(question.sizes) == [.undecided])
    let turned = CellPair(candidate: pair.baseline, baseline: pair.candidate)
    #expect(
      SizeVerdict.verdicts(CrossoverQuestion(table, Figures.goodput, pairs: [turned]).sizes) == [.undecided])
    #expect(ExtremeClaims.extremes(table, Figures.goodput, sweep: 1).isEmpty)
  }

  @Test(
    "compare counts the windows that moved nothing, withholds what they contradict, and names cells without a ratio"
  )
  func unpaired() throws {
    let (pair, _, samples) = Self.stalling()
    let silent = Self.cell("one-copy")
    func side(_ cell: Cell, _ name: String, silentGigabits: Double) -> SweepSide {
      let sweeps = (0..<3).map { sweep in
        SampleTable(
          samples.filter { $0.cell == cell }.map { sample in
            var sample = sample
            sample.cell = pair.baseline
            sample.round += 100 * sweep
            return sample
          } + (0..<4).map { Self.sample(silent, $0, gigabits: silentGigabits) })
      }
      return SweepSide(name: name, sweeps: sweeps)
    }
    let comparison = SweepComparison(
      candidate: side(pair.candidate, "new", silentGigabits: 0),
      baseline: side(pair.baseline, "old", silentGigabits: 9))
    let row = try #require(comparison.rows.first { $0.measure == Figures.goodput })
    #expect(row.ratio.ratio > 1.3 && row.verdict == .undecided)
    #expect("\(row.stalled)" == "24 of 48 windows moved nothing, against 0 of 48")
    #expect(comparison.standing.map(\.cell) == [silent])
    #expect("\(comparison.standing[0].stalled)" == "12 of 12 windows moved nothing, against 0 of 12")
    // A gate on goodput is missed by both cells: one stalls in half of its windows, the other in all.
    let gate = try ComparisonGate(parsing: "slower:5%")
    #expect(gate.failures(comparison).isEmpty && gate.isMissed(by: comparison))
    #expect(Set(gate.stalls(comparison).map(\.cell)) == [pair.baseline, silent])
    #expect(try !ComparisonGate(parsing: "dearer:5%").isMissed(by: comparison))
    let markdown = ComparisonMarkdown.text(comparison)
    #expect(markdown.contains("24 of 48 windows moved nothing") && markdown.contains("No ratio: "))
  }

  @Test("a cell that only starves is given up like one that only fails")
  func givesUp() {
    let cell = Self.cell("two-copy")
    let table = SampleTable((0..<3).map { Self.sample(cell, $0, gigabits: 0, cpu: [0, 0]) })
    let plan = RepetitionRule(maximumRounds: 100, precision: 0.05).plan(cells: [cell], table)
    #expect(plan.next.isEmpty)
    #expect(plan.statuses.map(\.outcome) == [.notMet("all 3 samples failed or got no CPU (3 got none)")])
  }
}
