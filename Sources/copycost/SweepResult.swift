import Analysis
import Archive
import Records
import Report

/// What a stored sweep has to say: read from the archive once, summarised and analysed.
struct SweepResult {
  let sweep: Sweep
  let summary: SweepSummary
  let table: SampleTable
  let findings: SweepFindings
  /// How often A/A pairs got a verdict; nil for a sweep that is no self-check.
  let selfCheck: SelfCheck?
  /// What its proof runs showed.
  let ledgers: [LedgerEntry]

  init(_ archive: SampleArchive, sweep: Sweep) throws {
    let isSelfCheck = sweep.plan.repetition.selfCheckPairs != nil
    let shows = { (cell: Cell) in isSelfCheck || !TwinCells.isTwin(cell) }
    var builder = SweepSummary.Builder(cells: sweep.plan.allCells.filter(shows))
    var table = SampleTable()
    try archive.forEachSample(sweep: sweep.id) { sample in
      table.add(sample)
      if shows(sample.cell) { builder.add(sample) }
    }
    self.sweep = sweep
    ledgers = try archive.ledgers(sweep: sweep.id)
    self.table = table
    summary = builder.summary()
    findings = SweepFindings(table, plan: sweep.plan, sweep: sweep.id)
    selfCheck = isSelfCheck ? Self.selfCheck(table, plan: sweep.plan) : nil
  }

  func text() -> String {
    if let selfCheck { return SelfCheckText.line(selfCheck) }
    let caveats = sweep.caveats.map { "note: \($0.sentence.rendered)\n" }.joined()
    let copies = ledgers.isEmpty ? "" : LedgerTable.text(ledgers) + "\n"
    let table = SummaryTable(summary, goodput: findings.cells.first ?? []).text() + caveats + "\n" + copies
    // One cell has nothing to be compared with.
    guard sweep.plan.allCells.count > 1 else { return table }
    return table + FindingsText(findings, plan: sweep.plan, table: self.table, summary: summary).text()
  }

  /// Each pair by its own rule, as a sweep of that pair alone would have judged it.
  private static func selfCheck(_ table: SampleTable, plan: Plan) -> SelfCheck? {
    let rule = RepetitionRule(plan)
    guard let decision = rule.decision else { return nil }
    let verdicts = rule.pairs.map { pair in
      let rounds = PairedRounds(
        candidate: table.series(Measures.goodput, pair.candidate),
        baseline: table.series(Measures.goodput, pair.baseline))
      return decision.verdicts(decision.progress([rounds], isFinal: true), higherIsBetter: true)[0]
    }
    return SelfCheck(verdicts)
  }
}
