import Records
import Testing

@testable import Analysis

private func metric(_ name: String) -> Metric {
  Metric(name, unit: "any", better: .neither, source: .derived, "Any.")
}

private func cell(_ primitive: String, _ bytes: Int = 4096, variant: String = Cell.defaultVariant) -> Cell {
  Cell(primitive: primitive, variant: variant, messageBytes: bytes, flows: 1, link: "loopback")
}

private func sample(_ cell: Cell, round: Int, goodput: Double?, failure: String? = nil) -> Sample {
  let reading = goodput.map { Reading(metric("goodput"), .flow, $0) }
  return Sample(cell: cell, round: round, order: 0, readings: reading.map { [$0] } ?? [], failure: failure)
}

@Suite("Summary of a sweep")
struct SummaryTests {
  @Test("quartiles interpolate as R and NumPy do")
  func quartiles() throws {
    let spread = try #require(SampleSpread([4, 1, 3, 2]))
    #expect(spread.median == 2.5)
    #expect(spread.lowerQuartile == 1.75)
    #expect(spread.upperQuartile == 3.25)
    #expect(spread.relativeInterquartileRange == 0.6)
    #expect(SampleSpread([1, 2])?.relativeInterquartileRange == nil)
    #expect(SampleSpread([]) == nil)
  }

  @Test("percent against two-copy uses only rounds in which both have a sample")
  func paired() throws {
    // Both get 1 % faster every round; only paired rounds give the true ratio of 1.5.
    var samples: [Sample] = []
    for round in 0..<10 {
      let drift = 1 + Double(round) / 100
      if round != 3 { samples.append(sample(cell("two-copy"), round: round, goodput: 10 * drift)) }
      if round < 6 { samples.append(sample(cell("one-copy"), round: round, goodput: 15 * drift)) }
    }
    samples.append(sample(cell("one-copy"), round: 8, goodput: 99, failure: "receiver died"))
    let summary = SweepSummary(samples: samples)
    let paired = try #require(summary.cells.first { $0.cell.primitive == "one-copy" }?.againstReference)
    #expect(paired.rounds == 5)
    #expect(abs(paired.percent - 50) < 1e-9)
    #expect(summary.cells.first { $0.cell.primitive == "two-copy" }?.againstReference == nil)
  }

  @Test("the primitive that others are compared with can be another")
  func otherBaseline() throws {
    var builder = SweepSummary.Builder(baseline: "one-copy")
    for round in 0..<3 {
      builder.add(sample(cell("two-copy"), round: round, goodput: 1))
      builder.add(sample(cell("one-copy"), round: round, goodput: 2))
    }
    let summary = builder.summary()
    #expect(summary.baseline == "one-copy")
    #expect(summary.cells.first { $0.cell.primitive == "one-copy" }?.againstReference == nil)
    let paired = try #require(summary.cells.first { $0.cell.primitive == "two-copy" }?.againstReference)
    #expect(abs(paired.percent + 50) < 1e-9)
  }

  @Test("cells of different blocks are never compared")
  func blocks() {
    let summary = SweepSummary(samples: [
      sample(cell("two-copy", 256), round: 0, goodput: 1),
      sample(cell("one-copy", 4096), round: 0, goodput: 2),
    ])
    #expect(summary.cells.allSatisfy { $0.againstReference == nil })
  }

  @Test("a variant is compared with two-copy of its own build, a peer with the default one")
  func variants() {
    let summary = SweepSummary(samples: [
      sample(cell("two-copy"), round: 0, goodput: 1),
      sample(cell("two-copy", variant: "new"), round: 0, goodput: 4),
      sample(cell("one-copy", variant: "new"), round: 0, goodput: 8),
      sample(cell("iperf3"), round: 0, goodput: 3),
    ])
    #expect(summary.cells.map { $0.againstReference?.ratio.rounded() } == [nil, nil, 2, 3])
  }

  @Test("failed samples count as failures and nowhere else")
  func failures() {
    let failed = (0..<3).map { sample(cell("two-copy"), round: $0, goodput: 1, failure: $0 == 0 ? "a" : "b") }
    let summary = SweepSummary(samples: failed).cells[0]
    #expect(summary.samples == 0)
    #expect(summary.failures == [Counted("b", 2), Counted("a", 1)])
    #expect(summary.median(Figures.goodput) == nil)
    #expect(summary.limitedBy == nil)
  }

  @Test("a planned cell without any sample is there, in the order of the plan")
  func planned() {
    let cells = ["zero-copy", "two-copy", "one-copy"].map { cell($0) }
    let summary = SweepSummary(cells: cells, samples: [sample(cells[1], round: 0, goodput: 1)])
    #expect(summary.cells.map(\.cell) == cells)
    #expect(summary.cells.map(\.samples) == [0, 1, 0])
  }

  @Test("what limited most samples is named with its count")
  func limits() {
    let limits: [LimitedBy] = [.undecided, .receiverCPU, .receiverCPU]
    let samples = limits.enumerated().map { round, limit in
      Sample(cell: cell("two-copy"), round: round, order: 0, limitedBy: limit)
    }
    #expect(SweepSummary(samples: samples).cells[0].limitedBy == Counted(.receiverCPU, 2))
  }

  @Test("caveats are counted once a sample and kind")
  func caveats() {
    let caveat = Caveat(kind: "window-skew", cause: "c", effect: "e", remedy: "r")
    let samples = (0..<3).map { round in
      Sample(cell: cell("two-copy"), round: round, order: 0, caveats: round == 0 ? [] : [caveat, caveat])
    }
    let expected = [CaveatCount(kind: "window-skew", samples: 2, example: caveat)]
    #expect(SweepSummary(samples: samples).caveats == expected)
    #expect(SweepSummary(samples: samples).cells[0].caveats == expected)
  }

  @Test("an unread figure is never part of a median, and its reason is kept")
  func unread() {
    let cost = metric("cpu_ns_per_byte")
    let samples = [2.0, nil, 4.0].enumerated().map { round, value in
      let reading =
        value.map { Reading(cost, .sender, $0) } ?? Reading(cost, .sender, unavailable: "no clock")
      return Sample(cell: cell("two-copy"), round: round, order: 0, readings: [reading])
    }
    let summary = SweepSummary(samples: samples)
    #expect(summary.cells[0].median(Figures.senderCost) == 3)
    #expect(summary.cells[0].median(Figures.receiverCost) == nil)
    #expect(
      summary.unread == [
        UnreadQuantities(
          reason: "no clock", quantities: [Figures.senderCost.numerator.quantity], samples: 1, tried: 3)
      ])
  }

  @Test("the copied share weighs samples by their completed sends and leaves out those that could not tell")
  func copied() throws {
    func zeroCopy(_ round: Int, sends: Double, low: Double?, high: Double) -> Sample {
      let names = ["zerocopy_completions": sends, "zerocopy_copied_high": high]
      var readings = names.map { Reading(metric($0.key), .flow, $0.value) }
      let lowMetric = metric("zerocopy_copied_low")
      readings.append(
        low.map { Reading(lowMetric, .flow, $0) } ?? Reading(lowMetric, .flow, unavailable: "lost"))
      return Sample(cell: cell("zero-copy"), round: round, order: 0, readings: readings)
    }
    let summary = SweepSummary(samples: [
      zeroCopy(0, sends: 100, low: 0, high: 100), zeroCopy(1, sends: 300, low: 300, high: 300),
      zeroCopy(2, sends: 1000, low: nil, high: 1000),
    ])
    #expect(summary.cells[0].copied == CopiedShare(low: 0.75, high: 1, notifications: nil))
  }
}
