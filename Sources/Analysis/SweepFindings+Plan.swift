import Records

extension SweepFindings {
  /// The findings of a sweep by its own plan: its pairs, its stopping rules, its A/A pairs.
  ///
  /// - Parameter stoppedByPrecision: nil for the cells that the plan's rule stopped.
  package init(_ table: SampleTable, plan: Plan, sweep: Int64, stoppedByPrecision: Set<Cell>? = nil) {
    let rule = RepetitionRule(plan)
    var options = Options()
    options.pairs = rule.pairs
    options.rule = rule.decision
    options.stoppedByPrecision = stoppedByPrecision ?? plan.cellsStoppedByPrecision
    options.sweep = sweep
    self.init(table, options)
  }

  /// Sizes that would narrow a crossing of goodput down, with the cells that differ from the new ones in size only.
  package var refinements: [(pair: CellPair, messageBytes: Int)] {
    crossovers.filter { $0.question.measure == Figures.goodput }.compactMap { finding in
      guard let pair = finding.question.pairs.first, let bytes = CrossoverRefinement.nextSize(finding) else {
        return nil
      }
      return (pair, bytes)
    }
  }
}
