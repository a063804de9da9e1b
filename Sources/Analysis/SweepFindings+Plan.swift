import Records

extension SweepFindings {
  /// The findings of a sweep by its own plan: its pairs, its stopping rules, its A/A pairs.
  package init(_ table: SampleTable, plan: Plan, sweep: Int64) {
    let rule = RepetitionRule(plan)
    var options = Options()
    options.pairs = rule.pairs
    options.rule = rule.decision
    options.stoppedByPrecision = plan.repetition.precision == nil ? [] : Set(plan.allCells)
    options.sweep = sweep
    self.init(table, options)
  }

  /// Sizes that would narrow a crossing of goodput down, with the cells that differ from the new ones in size only.
  package var refinements: [(pair: CellPair, messageBytes: Int)] {
    crossovers.filter { $0.question.measure == Measures.goodput }.compactMap { finding in
      guard let pair = finding.question.pairs.first, let bytes = CrossoverRefinement.nextSize(finding) else {
        return nil
      }
      return (pair, bytes)
    }
  }
}
