import Foundation
import Records
import Testing

@testable import Analysis

@Suite struct RepetitionTests {
  private static let goodput = Metric("goodput", unit: "bit/s", better: .higher, source: .derived, "")

  private func cell(_ primitive: String, _ bytes: Int = 64, flows: Int = 1) -> Cell {
    Cell(primitive: primitive, messageBytes: bytes, flows: flows, link: "loopback")
  }

  private func add(_ table: inout SampleTable, _ cell: Cell, _ value: Double?, round: Int) {
    let readings = value.map { [Reading(RepetitionTests.goodput, .flow, $0)] } ?? []
    table.add(
      Sample(
        cell: cell, round: round, order: 0, readings: readings, failure: value == nil ? "worker died" : nil))
  }

  @Test("cells that are known drop out, noisy ones go on, references run now and then, and the rest is named")
  func precision() {
    let calm = cell("two-copy")
    let noisy = cell("one-copy")
    let watch = cell("null")
    let broken = cell("uring")
    var rule = RepetitionRule(maximumRounds: 16, precision: 0.05)
    rule.references = [watch]
    var noise = NoiseSource(seed: 51)
    var table = SampleTable()
    let cells = [calm, noisy, watch, broken]
    var plan = rule.plan(cells: cells, table)
    var round = 0
    while !plan.next.isEmpty {
      for next in plan.next {
        let sigma = next == noisy ? 0.4 : 0.001
        add(&table, next, next == broken ? nil : 1e9 * exp(sigma * noise.normal()), round: round)
      }
      plan = rule.plan(cells: cells, table)
      round += 1
    }
    #expect(round == 16)
    #expect(table.series(Figures.goodput, calm).count == 8)
    #expect(table.series(Figures.goodput, noisy).count == 16)
    #expect(table.series(Figures.goodput, watch).rounds == Array(0..<8) + [8, 12])
    #expect(table.failures(broken) == RepetitionRule.failuresToGiveUp)
    #expect(plan.statuses[0].outcome == .met(rounds: 8))
    guard case .notMet(let why) = plan.statuses[1].outcome else {
      Issue.record("a cell with 40 % noise cannot be known to 5 % after 16 rounds")
      return
    }
    #expect(why.hasPrefix("goodput known to +-") && why.contains(" only after the 16 rounds allowed; about "))
    #expect(plan.statuses[3].outcome == .notMet("all 3 samples failed"))
  }

  @Test(
    "a twin runs whenever its original does, and now and then when that is done; nobody asks how precise it is"
  )
  func followers() {
    let calm = cell("two-copy")
    let noisy = cell("one-copy")
    let twin = TwinCells.twin(of: calm)
    var rule = RepetitionRule(maximumRounds: 20, precision: 0.05)
    rule.references = [calm, twin]
    var noise = NoiseSource(seed: 52)
    var table = SampleTable()
    let cells = [calm, noisy, twin]
    var plan = rule.plan(cells: cells, table)
    for round in 0..<20 {
      for next in plan.next {
        add(&table, next, 1e9 * exp((next == calm ? 0.001 : 0.4) * noise.normal()), round: round)
      }
      plan = rule.plan(cells: cells, table)
    }
    let rounds = Array(0..<8) + [8, 12, 16]
    #expect(table.series(Figures.goodput, calm).rounds == rounds)
    #expect(table.series(Figures.goodput, twin).rounds == rounds)
    #expect(plan.statuses.map(\.cell) == [calm, noisy] && plan.next.isEmpty)
  }

  @Test("after the first third of a budget, cells that it cannot make precise leave their time to the others")
  func reach() {
    let near = cell("two-copy")
    let far = cell("one-copy")
    let new = cell("zero-copy")
    let twin = TwinCells.twin(of: near)
    var rule = RepetitionRule(maximumRounds: 1000, precision: 0.05)
    rule.references = [near, twin]
    var table = SampleTable()
    // Half-widths of some 6 % and 40 %: the one needs half as many again, the other sixty times as many.
    for round in 0..<31 {
      let place = Double(round) / 30 - 0.5
      add(&table, near, 1e9 * (1 + 0.3 * place), round: round)
      add(&table, twin, 1e9, round: round)
      add(&table, far, 1e9 * (1 + 2 * place), round: round)
    }
    let cells = [near, far, new, twin]
    func next(_ left: Int, taken: Int = 100) -> [Cell] {
      rule.plan(cells: cells, table, round: 31, pace: .init(taken: taken, left: left)).next
    }
    #expect(rule.plan(cells: cells, table, round: 31).next == cells)
    #expect(next(201) == cells)
    // One without an interval is always found out.
    #expect(next(200) == [near, new, twin])
    // The twin runs along, so that near costs twice its need.
    #expect(next(20) == [new])
    for round in 0..<8 { add(&table, new, nil, round: round) }
    #expect(next(20) == [near, far, twin])
    rule = RepetitionRule(maximumRounds: 1000, precision: 0.05, decide: 0.05)
    #expect(next(200).contains(far))
  }

  @Test("a budget's choice makes more cells precise than equal shares do, and their intervals cover as well")
  func choice() throws {
    let cells = (0..<12).map { cell("two-copy", 64 << $0) }
    let rule = RepetitionRule(maximumRounds: 200, precision: 0.05)
    var noise = NoiseSource(seed: 58)
    /// Cells precise after 360 samples, and how many of their intervals hold the true median.
    func sweep(chooses: Bool) throws -> (met: Int, covered: Int) {
      var table = SampleTable()
      var (left, round) = (360, 0)
      while left > 0 {
        let pace = RepetitionRule.Pace(taken: 360 - left, left: left)
        let next = rule.plan(cells: cells, table, round: round, pace: chooses ? pace : nil).next
        if next.isEmpty { break }
        for cell in next {
          // Spreads of 8 to 25 %: what takes 20 to 180 rounds.
          let sigma = 0.08 + 0.015 * log2(Double(cell.messageBytes) / 64)
          add(&table, cell, exp(sigma * noise.normal()), round: round)
        }
        left -= next.count
        round += 1
      }
      let plan = rule.plan(cells: cells, table, isBudgetSpent: true)
      let met = plan.statuses.filter { if case .met = $0.outcome { true } else { false } }
      let covered = try met.count { status in
        let values = table.series(Figures.goodput, status.cell).values.sorted()
        return try #require(
          MedianInterval.interval(sorted: values, confidence: MedianInterval.stoppedNominal)
        ).contains(1)
      }
      return (met.count, covered)
    }
    var (equal, chosen, covered) = (0, 0, 0)
    for _ in 0..<60 {
      equal += try sweep(chooses: false).met
      let sweep = try sweep(chooses: true)
      chosen += sweep.met
      covered += sweep.covered
    }
    report(
      "12 cells with spreads of 8 to 25 %, 360 samples", ("met by equal shares", Double(equal) / 720),
      ("met by choice", Double(chosen) / 720), ("coverage", Double(covered) / Double(chosen)))
    #expect(Double(chosen) > 1.1 * Double(equal))
    // Two standard errors of some 330 cells below 93.5 %.
    #expect(Double(covered) >= 0.908 * Double(chosen))
  }

  @Test("a spent budget ends every cell and says what was still missing")
  func budget() {
    let only = cell("two-copy")
    var table = SampleTable()
    for round in 0..<4 { add(&table, only, 1e9, round: round) }
    let plan = RepetitionRule(maximumRounds: 40, precision: 0.05)
      .plan(cells: [only], table, isBudgetSpent: true)
    #expect(plan.next.isEmpty)
    #expect(
      plan.statuses[0].outcome == .notMet("no interval of goodput from 4 samples when the budget was spent"))
  }

  @Test(
    "at the end of a budget a cell that is precise by then is done, whenever the next look would have been")
  func lastLook() {
    let only = cell("two-copy")
    let rule = RepetitionRule(maximumRounds: 100, precision: 0.05)
    var noise = NoiseSource(seed: 53)
    var table = SampleTable()
    var round = 0
    func plan(_ isBudgetSpent: Bool) -> RepetitionPlan.Outcome {
      rule.plan(cells: [only], table, isBudgetSpent: isBudgetSpent).statuses[0].outcome
    }
    var ended: [RepetitionPlan.Outcome] = []
    while round < 100, plan(false) == .running {
      add(&table, only, 1e9 * exp(0.12 * noise.normal()), round: round)
      round += 1
      ended.append(plan(true))
    }
    #expect(plan(false) == .met(rounds: round))
    // Before the look at which it was done there were values that were precise enough already.
    let early = ended.dropLast().filter { $0 != .running && "\($0)".hasPrefix("met") }
    #expect(!early.isEmpty)
  }

  @Test("with --decide only the members of undecided pairs go on")
  func decide() {
    let cells = [cell("two-copy"), cell("one-copy"), cell("two-copy", 1024), cell("one-copy", 1024)]
    var rule = RepetitionRule(maximumRounds: 40, decide: 0.05)
    rule.pairs = CellPair.pairs(among: cells)
    #expect(rule.pairs.count == 2)
    var noise = NoiseSource(seed: 52)
    var table = SampleTable()
    for round in 0..<12 {
      for (index, cell) in cells.enumerated() {
        let level = index == 1 ? 2e9 : 1e9
        add(&table, cell, level * exp((index < 2 ? 0.01 : 0.3) * noise.normal()), round: round)
      }
    }
    let plan = rule.plan(cells: cells, table)
    #expect(plan.next == [cells[2], cells[3]])
    #expect(plan.statuses[0].outcome == .met(rounds: 12))
  }

  @Test("without precision and decision every cell runs the given rounds")
  func fixed() {
    let only = cell("two-copy")
    let rule = RepetitionRule(maximumRounds: 2)
    var table = SampleTable()
    #expect(rule.plan(cells: [only], table).next == [only])
    for round in 0..<2 { add(&table, only, 1, round: round) }
    #expect(rule.plan(cells: [only], table).next == [])
  }

  @Test(
    "pairs are formed within a block and build or between builds of a primitive, against the baseline if there is one, and never with twins"
  )
  func pairs() {
    let a = cell("two-copy")
    let b = cell("one-copy")
    let c = cell("zero-copy")
    let other = cell("two-copy", 1024)
    let cells = [a, b, c, other, TwinCells.twin(of: a)]
    #expect(CellPair.pairs(among: cells).count == 3)
    let based = CellPair.pairs(among: cells, baseline: "one-copy")
    #expect(based == [CellPair(candidate: a, baseline: b), CellPair(candidate: c, baseline: b)])
    var old = a
    old.variant = "old"
    var oldOther = b
    oldOther.variant = "old"
    let builds = CellPair.pairs(among: [old, oldOther, a, b], baseline: "two-copy")
    #expect(
      builds == [
        CellPair(candidate: oldOther, baseline: old), CellPair(candidate: a, baseline: old),
        CellPair(candidate: b, baseline: oldOther), CellPair(candidate: b, baseline: a),
      ])
    #expect(CellPair.twins(among: cells) == [CellPair(candidate: TwinCells.twin(of: a), baseline: a)])
  }

  @Test("at least four A/A pairs are chosen, at the extremes of size and flows")
  func twins() {
    let cells = [64, 1024, 4096].flatMap { bytes in
      [1, 2, 4].flatMap { flows in ["two-copy", "one-copy"].map { cell($0, bytes, flows: flows) } }
    }
    let corners = TwinCells.originals(among: cells)
    #expect(corners.count == 4)
    #expect(
      Set(corners.map { [$0.messageBytes, $0.flows] }) == [[64, 1], [64, 4], [4096, 1], [4096, 4]])
    #expect(
      TwinCells.originals(among: [64, 1024].flatMap { [cell("two-copy", $0), cell("one-copy", $0)] }).count
        == 4)
    #expect(TwinCells.originals(among: [cell("two-copy")]).count == 1)
  }
}
