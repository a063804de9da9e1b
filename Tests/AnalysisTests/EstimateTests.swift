import Foundation
import Records
import Testing

@testable import Analysis

@Suite struct EstimateTests {
  private let cell = Cell(primitive: "two-copy", messageBytes: 64, flows: 1, link: "loopback")

  @Test("a ratio uses only rounds in which both cells were sampled")
  func pairing() throws {
    let candidate = Series(rounds: [5, 1, 2, 3, 9], values: [50, 20, 20, 20, 7])
    let baseline = Series(rounds: [1, 2, 3, 4, 5], values: [10, 10, 10, 99, 25])
    let pairs = PairedRounds(candidate: candidate, baseline: baseline)
    #expect(pairs.rounds == [1, 2, 3, 5])
    #expect(abs(try #require(RatioEstimate(pairs)).ratio - 2) < 1e-12)
  }

  @Test("a round without traffic has no ratio and is counted as left out")
  func zeroes() {
    let pairs = PairedRounds(candidate: Series([0, 2, 2, 2]), baseline: Series([1, 1, 0, 1]))
    #expect(pairs.rounds == [1, 3])
    #expect(pairs.excluded == 2)
  }

  @Test("drift of 1 % a round shared by all cells leaves the paired ratio unbiased")
  func sharedDrift() throws {
    var noise = NoiseSource(seed: 31)
    var covered = 0
    var sum = 0.0
    for _ in 0..<2000 {
      var candidate = Series()
      var baseline = Series()
      for round in 0..<20 {
        let machine = pow(0.99, Double(round))
        candidate.set(1.05 * machine * exp(0.03 * noise.normal()), round: round)
        baseline.set(machine * exp(0.03 * noise.normal()), round: round)
      }
      let estimate = try #require(RatioEstimate(candidate: candidate, baseline: baseline))
      if estimate.interval.contains(1.05) { covered += 1 }
      sum += estimate.log.mean
    }
    report("shared drift", ("coverage", Double(covered) / 2000), ("mean ratio", exp(sum / 2000)))
    #expect(Double(covered) >= 0.94 * 2000)
    #expect(abs(exp(sum / 2000) - 1.05) < 0.001)
  }

  @Test("one row per cell gives a median without an interval and no ratio at all")
  func oneRow() throws {
    let estimate = try #require(
      CellEstimate(cell: cell, measure: Figures.goodput, series: Series([1e9])))
    #expect(estimate.interval == nil)
    #expect(estimate.intervalReason == "1 of the 6 rounds a 95 % interval needs")
    #expect(RatioEstimate(candidate: Series([2]), baseline: Series([1])) == nil)
    #expect(CellEstimate(cell: cell, measure: Figures.goodput, series: Series()) == nil)
  }

  @Test("five values give no interval, six give their range")
  func fewest() throws {
    #expect(MedianInterval.interval(sorted: [1, 2, 3, 4, 5]) == nil)
    let six = try #require(MedianInterval.interval(sorted: [1, 2, 3, 4, 5, 6]))
    #expect(six.lower >= 1 && six.lower < 1.5 && abs(six.lower + six.upper - 7) < 1e-9)
  }

  @Test(
    "an interval from blocks stays inside the values where there are enough blocks, else above 0 for positive ones"
  )
  func blocksInside() throws {
    let values: [Double] = [1, 100, 1, 100, 100, 1, 1, 100, 100, 1, 100, 1]
    // Twelve blocks of one value each: the median is between least and greatest as surely as the interval says.
    let many = try #require(BlockBootstrap.medianInterval(values, lagOne: 0))
    #expect(many.lower == 1 && many.upper == 100)
    // Three blocks: all twelve values may lie on one side of it, but not below what a rate can be.
    let few = try #require(BlockBootstrap.medianInterval(values, lagOne: 0.9))
    #expect(few.lower == 0 && few.upper > 100)
    let signed = try #require(BlockBootstrap.medianInterval(values.map { $0 - 50 }, lagOne: 0.9))
    #expect(signed.lower < -50 && signed.halfWidth > few.halfWidth)
  }

  @Test("intervals of very many values follow the same ranks as those of many")
  func manyValues() throws {
    let sorted = (0..<4000).map { Double($0) }
    let interval = try #require(MedianInterval.interval(sorted: sorted))
    #expect(abs(interval.lower - (2000 - 62)) < 3)
    #expect(abs(interval.upper - (2000 + 62)) < 3)
  }

  @Test("samples become series by cell and measure; failures count and give no value")
  func table() {
    let goodput = Metric("goodput", unit: "bit/s", better: .higher, source: .derived, "")
    let demand = Metric("cpu_ns_per_byte", unit: "ns/byte", better: .lower, source: .derived, "")
    var samples = (0..<4).map { round in
      Sample(
        cell: cell, round: round, order: 0,
        readings: [
          Reading(goodput, .flow, Double(round + 1)), Reading(demand, .sender, 0.5),
          Reading(demand, .receiver, unavailable: "not read"),
        ],
        limitedBy: round < 2 ? .receiverCPU : .senderCPU)
    }
    samples.append(Sample(cell: cell, round: 4, order: 0, failure: "worker died"))
    let table = SampleTable(samples.reversed())
    #expect(table.series(Figures.goodput, cell) == Series([1, 2, 3, 4]))
    #expect(table.series(Figures.senderCost, cell).count == 4)
    #expect(table.series(Figures.receiverCost, cell).count == 0)
    #expect(table.failures(cell) == 1)
    #expect(table.isReceiverBound(cell))
  }

  @Test("samples that hold other readings, in another order or none, find their places")
  func mixedSamples() {
    let goodput = Metric("goodput", unit: "bit/s", better: .higher, source: .derived, "")
    let demand = Metric("cpu_ns_per_byte", unit: "ns/byte", better: .lower, source: .derived, "")
    let readings: [[Reading]] = [
      [Reading(goodput, .flow, 1), Reading(demand, .sender, 5)],
      [Reading(demand, .sender, 6), Reading(goodput, .flow, 2)],
      [Reading(demand, .sender, 7)],
      [],
      [Reading(demand, .receiver, 9), Reading(demand, .sender, 8), Reading(goodput, .flow, 3)],
      [Reading(goodput, .flow, 4), Reading(demand, .sender, 9)],
    ]
    let samples = readings.enumerated().map { Sample(cell: cell, round: $0, order: 0, readings: $1) }
    for table in [SampleTable(samples), SampleTable(samples.reversed())] {
      #expect(table.series(Figures.goodput, cell) == Series(rounds: [0, 1, 4, 5], values: [1, 2, 3, 4]))
      #expect(
        table.series(Figures.senderCost, cell)
          == Series(rounds: [0, 1, 2, 4, 5], values: [5, 6, 7, 8, 9]))
      #expect(table.series(Figures.receiverCost, cell) == Series(rounds: [4], values: [9]))
    }
  }

  @Test("of two samples of one round the later one stands, where it has a value")
  func repeatedRound() {
    let goodput = Metric("goodput", unit: "bit/s", better: .higher, source: .derived, "")
    var table = SampleTable()
    for (round, value) in [(3, 1.0), (5, 2), (3, 4)] {
      table.add(Sample(cell: cell, round: round, order: 0, readings: [Reading(goodput, .flow, value)]))
    }
    table.add(Sample(cell: cell, round: 5, order: 0))
    #expect(table.series(Figures.goodput, cell) == Series(rounds: [3, 5], values: [4, 2]))
  }

  @Test("Holm corrects step by step and never lowers a probability")
  func holm() {
    let corrected = HolmCorrection.corrected([0.01, 0.04, 0.03, 0.005])
    for (found, expected) in zip(corrected, [0.03, 0.06, 0.06, 0.02]) {
      #expect(abs(found - expected) < 1e-12)
    }
  }

  @Test("the seeded generator repeats itself and its shuffles reach every order alike")
  func generator() {
    var first = SeededGenerator(seed: 42)
    var second = SeededGenerator(seed: 42)
    #expect((0..<100).map { _ in first.next() } == (0..<100).map { _ in second.next() })
    var counts: [[Int]: Int] = [:]
    for _ in 0..<6000 { counts[first.shuffled([0, 1, 2]), default: 0] += 1 }
    #expect(counts.count == 6)
    for count in counts.values { #expect((850...1150).contains(count)) }
  }
}
