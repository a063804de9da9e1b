import Analysis
import Foundation
import Records
import Testing

@testable import Report

/// How a sweep came to its rounds.
private enum Stopping: String, CaseIterable, CustomTestStringConvertible {
  case rounds, precision, decision, budget

  var testDescription: String { rawValue }

  var repetition: Plan.Repetition {
    var repetition = Plan.Repetition()
    switch self {
    case .rounds: break
    case .precision: repetition.precision = 0.05
    case .decision: repetition.decide = 0.05
    case .budget: (repetition.precision, repetition.budgetNanoseconds) = (0.05, 60_000_000_000)
    }
    return repetition
  }
}

@Suite("One cell and figure, one estimate wherever it is shown") struct OneEstimateTests {
  /// Rounds that resemble each other in one primitive, so that both kinds of interval occur.
  private static func source(_ stopping: Stopping) -> ExportSource {
    var noise = SeededGenerator(seed: 20)
    var paces = ["two-copy": 0.0, "one-copy": 0.0, "zero-copy": 0.0]
    let cells = [4096, 65536].flatMap { size in Fixture.primitives.map { Fixture.cell($0, size) } }
    var samples: [Sample] = []
    for round in 0..<24 {
      for name in Fixture.primitives {
        let memory = name == "one-copy" ? 0.95 : 0
        paces[name] = memory * (paces[name] ?? 0) + 0.1 * Double.random(in: -1...1, using: &noise)
      }
      for (order, cell) in cells.enumerated() {
        let pace = exp(paces[cell.primitive] ?? 0)
        var sample = Fixture.sample(cell, round: round, order: order, gigabits: 20 * pace)
        let costs = [Side.sender, .receiver, .machine].map {
          Fixture.reading("cpu_ns_per_byte", $0, Double.random(in: 0.1...0.2, using: &noise) / pace)
        }
        sample.readings = Readings(sample.readings.filter { $0.metric != "cpu_ns_per_byte" } + costs)
        samples.append(sample)
      }
    }
    var sweep = Fixture.sweep(cells: cells)
    sweep.plan.rounds = 24
    sweep.plan.repetition = stopping.repetition
    return ExportSource(sweep: sweep, metrics: [Fixture.metric("goodput", "bit/s")], samples: samples)
  }

  /// The measures of tables and the figures of charts that are about one quantity, with what one is of the other.
  private static let shared: [(measure: Figure, quantity: Figure, scale: Double)] = [
    (Figures.goodput, Figures.goodput, 1e-9),
    (Figures.messageInterval, Figures.messageInterval, 1e-3),
    (Figures.senderCost, Figures.senderCost, 1),
    (Figures.receiverCost, Figures.receiverCost, 1),
    (Figures.machineCost, Figures.machineCost, 1),
  ]

  private static func isSame(_ left: Double?, _ right: Double?) -> Bool {
    guard let left, let right else { return left == nil && right == nil }
    return abs(left - right) <= 1e-12 * max(abs(left), abs(right))
  }

  @Test(
    "table, figures and claims agree in median, interval, confidence and method", arguments: Stopping.allCases
  )
  fileprivate func agree(_ stopping: Stopping) throws {
    let input = try ReportInput(Self.source(stopping))
    var methods: Set<IntervalMethod> = []
    for (measure, quantity, scale) in Self.shared {
      let column = try #require(input.findings.measures.firstIndex(of: measure))
      let estimates = input.findings.cells[column]
      #expect(estimates.count == input.cells.count)
      for estimate in estimates {
        let figure = try #require(input.figures[estimate.cell, quantity])
        #expect(Self.isSame(figure.median, estimate.median * scale))
        #expect(Self.isSame(figure.interval?.lower, estimate.interval.map { $0.lower * scale }))
        #expect(Self.isSame(figure.interval?.upper, estimate.interval.map { $0.upper * scale }))
        #expect(figure.interval?.confidence == estimate.interval?.confidence)
        #expect(figure.method == estimate.method && figure.count == estimate.count)
        methods.insert(figure.method)
      }
    }
    #expect(
      methods == [.orderStatistics, .blockBootstrap], "the data should call for both kinds of interval")
    for quantity in Figures.all {
      for cell in input.cells {
        guard let figure = input.figures[cell, quantity] else { continue }
        let claim = try #require(input.claim(quantity, cell))
        let interval = try #require(figure.interval)
        let estimate = claim.estimate
        #expect(estimate.value == figure.median && estimate.lower == interval.lower)
        #expect(estimate.upper == interval.upper && estimate.confidence == interval.confidence)
        #expect(estimate.method == figure.method.rawValue && claim.count == figure.count)
      }
    }
  }

  @Test("rounds that a precision ended have wider intervals than the same rounds planned beforehand")
  func stoppedIsWider() throws {
    let planned = try ReportInput(Self.source(.rounds))
    for stopping in [Stopping.precision, .budget] {
      let stopped = try ReportInput(Self.source(stopping))
      for cell in planned.cells {
        let one = try #require(planned.figures[cell, Figures.goodput]?.interval)
        let other = try #require(stopped.figures[cell, Figures.goodput]?.interval)
        #expect(other.halfWidth > one.halfWidth && other.confidence == one.confidence)
      }
    }
  }

  @Test("charts, tables, exports and answers show that estimate", arguments: Stopping.allCases)
  fileprivate func shown(_ stopping: Stopping) throws {
    let source = Self.source(stopping)
    let input = try ReportInput(source)
    let document = try CellsDocument(source)
    let csv = parsedCSV(try Fixture.export(CellsCSVExporter.self, source))
    let places = try ["primitive", "message_bytes", "measure", "median", "lower", "upper"].map {
      try #require(csv[0].firstIndex(of: $0))
    }
    let chart = try #require(ThroughputVsSize.figure(input))
    let drawn = try Self.drawn(chart.spec)
    let table = SummaryTable(input.summary, goodput: input.findings.cells[0]).text()
    let page = FigureTables.figures(input).rows.flatMap(\.self)
    for cell in input.cells {
      let figure = try #require(input.figures[cell, Figures.goodput])
      let interval = try #require(figure.interval)
      let text = FigureText(figure, Figures.goodput)
      #expect(table.contains(text.interval), "the terminal's table shows \(text.interval)")
      #expect(page.contains { $0.contains(text.interval) }, "the page's table shows \(text.interval)")
      #expect(chart.rows.rows.contains { $0.contains(text.median) && $0.contains(text.interval) })
      #expect(
        drawn.contains {
          zip($0, [figure.median, interval.lower, interval.upper]).allSatisfy { abs($0 - $1) <= 1e-3 * $1 }
        }, "no bar of \(cell) in the chart")
      let exported = try #require(document.cells.first { $0.cell == cell && $0.measure == "goodput" })
      #expect(Self.isSame(exported.lower, interval.lower * 1e9) && exported.confidence == interval.confidence)
      let row = try #require(
        csv.first {
          $0[places[0]] == cell.primitive && $0[places[1]] == "\(cell.messageBytes)"
            && $0[places[2]] == "goodput"
        })
      #expect(Self.isSame(Double(row[places[3]]), figure.median * 1e9))
      #expect(Self.isSame(Double(row[places[4]]), interval.lower * 1e9))
      #expect(Self.isSame(Double(row[places[5]]), interval.upper * 1e9))
    }
    try answersAgree(input)
  }

  /// Every claim of answers.json about the median of one cell is the estimate of that cell.
  private func answersAgree(_ input: ReportInput) throws {
    let answers = AnswersDocument(input)
    let entries = answers.aspects.rows.flatMap(\.entries).flatMap(\.claims)
    let claims = answers.answers.flatMap(\.sentences).flatMap(\.claims) + entries
    var compared = 0
    for claim in claims where claim.estimate.estimand == .medianOfSamples {
      guard let quantity = Figures.all.first(where: { $0.title == claim.scope.label }),
        let cell = claim.evidence.first?.cell
      else { continue }
      let figure = try #require(input.figures[cell, quantity])
      #expect(claim.estimate.value == figure.median && claim.estimate.lower == figure.interval?.lower)
      #expect(claim.estimate.upper == figure.interval?.upper)
      compared += 1
    }
    #expect(compared > 0, "answers.json holds no claim about a median")
  }

  @Test("sweeps laid side by side keep the intervals that each of them has alone")
  func sideBySide() throws {
    let source = Self.source(.precision)
    let both = try #require(
      SideBySide.source([.init(name: "baseline", sweeps: [source])], command: "copycost compare"))
    let (alone, together) = (try ReportInput(source), try ReportInput(both))
    for (own, shared) in zip(alone.cells, together.cells) {
      #expect(
        alone.figures[own, Figures.goodput] == together.figures[shared, Figures.goodput])
    }
  }

  /// Median, lower and upper limit of every mark that has all three.
  private static func drawn(_ spec: String) throws -> [[Double]] {
    var found: [[Double]] = []
    func look(_ value: Any) {
      if let list = value as? [Any] { list.forEach(look) }
      guard let object = value as? [String: Any] else { return }
      let limits = ["y", "l", "h"].compactMap { (object[$0] as? NSNumber)?.doubleValue }
      if limits.count == 3 { found.append(limits) }
      object.values.forEach(look)
    }
    look(try JSONSerialization.jsonObject(with: Data(spec.utf8)))
    return found
  }
}
