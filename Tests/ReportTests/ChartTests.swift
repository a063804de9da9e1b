import Foundation
import Records
import Testing

@testable import Analysis
@testable import Report

@Suite("charts")
struct ChartTests {
  private static let ledgers = ["two-copy", "one-copy", "zero-copy"].map(ChartSweep.ledger)

  private func object(_ figure: ChartFigure) throws -> [String: Any] {
    try #require(JSONSerialization.jsonObject(with: Data(figure.spec.utf8)) as? [String: Any])
  }

  /// The points drawn.
  private func data(_ figure: ChartFigure) throws -> [[String: Any]] {
    func find(_ value: Any) -> [[String: Any]] {
      if let list = value as? [Any] { return list.flatMap(find) }
      guard let fields = value as? [String: Any] else { return [] }
      if let data = fields["data"] as? [String: Any] { return data["values"] as? [[String: Any]] ?? [] }
      return fields.values.flatMap(find)
    }
    return find(try object(figure))
  }

  @Test("a full sweep has every chart, and every chart has marks, a finding with figures and a table")
  func everyChart() throws {
    let figures = Charts.figures(try ChartSweep().input(ledgers: Self.ledgers))
    #expect(figures.map(\.id) == Charts.all.map { $0.id })
    for figure in figures {
      #expect(figure.marks > 0, "\(figure.id)")
      #expect(figure.finding.contains { $0.isNumber }, "\(figure.id)")
      #expect(!figure.rows.rows.isEmpty, "\(figure.id)")
      #expect(figure.rows.rows.allSatisfy { $0.count == figure.rows.header.count }, "\(figure.id)")
    }
    #expect(Set(figures.map(\.id)).count == figures.count)
  }

  @Test("a chart of medians has a mark for each cell with data and quantity")
  func marksAreCells() throws {
    var sweep = ChartSweep()
    sweep.skips = { $0.primitive == "zero-copy" && $0.messageBytes == 64 }
    let input = try sweep.input()
    #expect(ThroughputVsSize.figure(input)?.marks == sweep.taken.count)
    #expect(sweep.taken.count == sweep.cells.count - 3)
    #expect(CPUPerByteVsSize.figure(input)?.marks == 3 * sweep.taken.count)
    let gaps = ThroughputVsSize.figure(input)?.gaps ?? []
    #expect(gaps == ["goodput: no sample was taken (3 of 45 cells: zero-copy)"])
  }

  @Test("a counter that was never read is a figure without marks that says why")
  func noPMU() throws {
    var sweep = ChartSweep()
    sweep.hasPMU = false
    let input = try sweep.input()
    for chart in [CyclesPerByteVsSize.self, CacheMissesVsSize.self] as [any Chart.Type] {
      let drawn = chart.figure(input)
      let figure = try #require(drawn)
      #expect(figure.marks == 0)
      #expect(figure.spec.isEmpty)
      #expect(figure.gaps.count == 1)
      #expect(figure.gaps.allSatisfy { $0.hasSuffix(": no hardware PMU (ENOENT)") }, "\(figure.gaps)")
      #expect(figure.finding.contains("could not be read"))
    }
    let overall = try #require(OverallComparison.figure(input))
    #expect(
      overall.gaps.contains {
        $0.hasPrefix("sender cycles per byte, ") && $0.hasSuffix(": no hardware PMU (ENOENT)")
      })
    #expect(!overall.rows.rows.contains { $0[1].contains("cycles") })
  }

  @Test("what does not apply to a sweep is no figure")
  func absent() throws {
    var sweep = ChartSweep()
    (sweep.sizes, sweep.flows, sweep.isProfiled) = ([4096], [1], false)
    let ids = Charts.figures(try sweep.input()).map(\.id)
    #expect(ids == ["overall-comparison", "crossover-map", "samples-over-rounds"])
    sweep.primitives = ["two-copy"]
    #expect(Charts.figures(try sweep.input()).map(\.id) == ["samples-over-rounds"])
  }

  @Test("too few samples for an interval are drawn without one, and nobody is said to be ahead")
  func fewSamples() throws {
    var sweep = ChartSweep()
    sweep.rounds = 2
    let figure = try #require(ThroughputVsSize.figure(try sweep.input()))
    #expect(figure.finding.contains("; all without interval"))
    #expect(figure.finding.contains("The data decide nowhere which is highest."))
    #expect(figure.rows.rows.allSatisfy { $0[4] == "none: too few samples" })
    #expect(!figure.spec.contains("\"h\":0"))
  }

  @Test("the crossover map names a winner only where the sweep's verdict does")
  func crossoverMap() throws {
    let input = try ChartSweep().input()
    let figure = try #require(CrossoverMap.figure(input))
    #expect(figure.marks == 2 * 30)
    let goodput = figure.rows.rows.filter { $0[1] == "goodput" }
    let small = goodput.filter { $0[0].hasPrefix("zero-copy 64 x") }
    #expect(small.count == 3)
    #expect(small.allSatisfy { $0[5] == "two-copy" }, "\(small)")
    #expect(goodput.filter { $0[0].hasPrefix("zero-copy 1Mi x") }.allSatisfy { $0[5] == "zero-copy" })
  }

  @Test("a million samples become at most 2,000 points, and the chart says so")
  func thinned() throws {
    var sweep = ChartSweep()
    (sweep.rounds, sweep.isProfiled, sweep.sizes) = (300, false, [64, 4096, 65536])
    let figure = try #require(SamplesOverRounds.figure(try sweep.input()))
    #expect(figure.marks <= SamplesOverRounds.mostPoints)
    #expect(figure.marks > SamplesOverRounds.mostPoints / 2)
    #expect(figure.gaps.contains { $0.hasPrefix("every 5th sample is drawn") }, "\(figure.gaps)")
    #expect(figure.spec.utf8.count < 400_000)
  }

  @Test("rounds count from 1 in the chart of samples, as on the terminal")
  func roundsFromOne() throws {
    var sweep = ChartSweep()
    sweep.rounds = 7
    let input = try sweep.input()
    let figure = try #require(SamplesOverRounds.figure(input))
    let rounds = try data(figure).compactMap { $0["x"] as? Int }
    #expect(Set(rounds) == Set(1...7))
    #expect(SamplesOverRounds.ticks([1, 3, 2]) == [1, 2, 3])
    #expect(SamplesOverRounds.ticks(Array(1...12)) == [2, 4, 6, 8, 10, 12])
    #expect(SamplesOverRounds.ticks(Array(1...40)) == [5, 10, 15, 20, 25, 30, 35, 40])
    #expect(SamplesOverRounds.ticks(Array(1...300)).count <= 8)
    let outlying = input.findings.cells[0].map { $0.outlierRounds.map { "\($0 + 1)" }.joined(separator: " ") }
    #expect(figure.rows.rows.map { $0[5] } == outlying)
  }

  @Test("the legend of the overall comparison lists what has marks, not the reference at 1")
  func overallLegend() throws {
    let figure = try #require(OverallComparison.figure(try ChartSweep().input()))
    let drawn = Set(try data(figure).compactMap { $0["s"] as? String })
    #expect(drawn == ["one-copy", "zero-copy"])
    #expect(figure.spec.contains("\"values\":[\"one-copy\",\"zero-copy\"]"))
    #expect(figure.spec.contains("The line at 1 is two-copy."))
  }

  @Test("a series has the same look in every sweep, and no two of one sweep look alike")
  func looks() {
    let senders = EarlierPrimitives.senders
    let names = [
      "two-copy", "one-copy", "zero-copy", "iperf3", "c-loop-two-copy", "c-loop-one-copy", "future",
    ]
    var subjects = names.map { ClaimSubject(primitive: $0) }
    subjects += ["new", "old"].map { ClaimSubject(primitive: "two-copy", variant: $0) }
    let all = SeriesStyles.styles(subjects, senders: senders)
    #expect(Set(all.map { [$0.color, $0.shape] }).count == all.count)
    #expect(Set(all.indices.filter { subjects[$0].primitive == "two-copy" }.map { all[$0].color }).count == 1)
    for (subject, style) in zip(subjects, all) {
      #expect(SeriesStyles.styles([subject], senders: senders)[0].color == style.color)
    }
    let first = ClaimSubject(primitive: "two-copy")
    #expect(SeriesStyles.styles([first], senders: senders)[0].color == "#0072b2")
  }

  @Test("a primitive takes its look from its place among those that move something, under whatever name")
  func looksByPlace() {
    var senders = EarlierPrimitives.senders
    let future = PrimitiveDescription(name: "future", summary: "", calls: [], memory: "")
    senders.insert(future, at: 1)
    let names = ["two-copy", "future", "one-copy", "null"].map { ClaimSubject(primitive: $0) }
    let colors = SeriesStyles.styles(names, senders: senders).map(\.color)
    #expect(colors == ["#0072b2", "#e69f00", "#009e73", "#888888"])
  }

  @Test("hostile names are data in valid JSON, wherever they appear")
  func hostile() throws {
    let hostile = "</script><script>alert(\"1\\\")\u{1}'"
    var sweep = ChartSweep()
    sweep.primitives = ["two-copy", hostile]
    sweep.links = [hostile]
    sweep.host = HostFacts(facts: [.init("cpu.model", hostile), .init("kernel.release", hostile)])
    for figure in Charts.figures(try sweep.input(ledgers: [ChartSweep.ledger(hostile)])) {
      let footer =
        try #require(try object(figure)["vconcat"] as? [[String: Any]]).first?["title"] as? [String: Any]
      let lines = try #require(footer?["text"] as? [String])
      #expect(lines.first?.contains(hostile) == true, "\(figure.id)")
    }
  }

  @Test("the largest grid stays far below the budget of a page")
  func size() throws {
    var sweep = ChartSweep()
    sweep.flows = [1, 2, 3, 4, 5, 6, 7, 8]
    sweep.sizes = [64, 1024, 4096, 16384, 65536, 1_048_576]
    let figures = Charts.figures(try sweep.input(ledgers: Self.ledgers))
    let bytes = figures.map { $0.spec.utf8.count }.reduce(0, +)
    #expect(bytes < 1_500_000)
  }
}
