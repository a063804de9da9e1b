import Records

/// Which cells still need rounds: a pure function of the samples so far, so that a sweep can be resumed, and of the pace of
/// a budget where there is one.
///
/// Without a precision or a margin every cell runs `maximumRounds`.
package struct RepetitionRule: Sendable {
  package var maximumRounds: Int
  package var precision: PrecisionRule?
  package var decision: DecisionRule?
  /// Measures whose medians must be precise.
  package var precisionMeasures = [Figures.goodput]
  /// Measures by which pairs must be decided.
  package var decisionMeasures = [Figures.goodput]
  /// Pairs to decide.
  package var pairs: [CellPair] = []
  /// Cells that run now and then for as long as any other runs, because they watch for drift (and A/A pairs, for the
  /// floor).
  package var references: Set<Cell> = []
  /// A reference that is done runs once in so many rounds: the time belongs to the cells that are not.
  package static let referenceInterval = 4

  /// A cell that failed so often without one sample is given up.
  package static let failuresToGiveUp = 3

  package init(maximumRounds: Int, precision: Double? = nil, decide margin: Double? = nil) {
    self.maximumRounds = maximumRounds
    self.precision = precision.map { PrecisionRule(target: $0, maximumRounds: maximumRounds) }
    self.decision = margin.map { DecisionRule(margin: $0, maximumRounds: maximumRounds) }
  }

  /// - Parameters:
  ///   - cells: all cells of the plan, in the plan's order.
  ///   - round: the next one; nil for as many as the cell with most samples has behind it.
  ///   - isBudgetSpent: whether `--budget` is used up, so that no round may follow.
  ///   - pace: what the budget still has time for; nil where all cells get equal shares.
  package func plan(
    cells: [Cell], _ table: SampleTable, round: Int? = nil, isBudgetSpent: Bool = false, pace: Pace? = nil
  ) -> RepetitionPlan {
    let undecided = undecidedPairs(table, isFinal: isBudgetSpent)
    var statuses: [RepetitionPlan.Status] = []
    var needs: [Cell: Int] = [:]
    for cell in cells where !isFollower(cell) {
      let imprecise = imprecision(cell, table, isFinal: isBudgetSpent)
      statuses.append(
        .init(cell: cell, outcome: outcome(cell, table, imprecise, undecided[cell], isBudgetSpent)))
      needs[cell] = imprecise?.forecast?.further
    }
    var next = Set(statuses.filter { $0.outcome == .running }.map(\.cell))
    guard !next.isEmpty else { return RepetitionPlan(next: [], statuses: statuses) }
    if let pace { next = withinReach(next, of: cells, needs: needs, pace) }
    next.formUnion(
      cells.filter {
        isFollower($0) && next.contains(TwinCells.original(of: $0)) && attempts($0, table) < maximumRounds
      })
    let round = round ?? cells.map { attempts($0, table) }.max() ?? 0
    if round.isMultiple(of: Self.referenceInterval) {
      next.formUnion(references.filter { attempts($0, table) < maximumRounds })
    }
    return RepetitionPlan(next: cells.filter(next.contains), statuses: statuses)
  }

  /// Whether a cell is a twin that runs when its original does: nobody asked for its own precision.
  func isFollower(_ cell: Cell) -> Bool {
    references.contains(cell) && TwinCells.isTwin(cell)
  }

  private func outcome(
    _ cell: Cell, _ table: SampleTable, _ imprecise: Imprecision?, _ undecided: String?, _ isBudgetSpent: Bool
  ) -> RepetitionPlan.Outcome {
    let attempts = attempts(cell, table)
    if table.measured(cell) == 0, attempts >= RepetitionRule.failuresToGiveUp {
      let starved = table.standstills(cell, .starved)
      let what = starved == 0 ? "failed" : "failed or got no CPU (\(starved) got none)"
      return .notMet("all \(attempts) samples \(what)")
    }
    guard precision != nil || decision != nil else {
      if attempts >= maximumRounds { return .met(rounds: attempts) }
      return isBudgetSpent ? .notMet("the budget was spent after \(attempts) rounds") : .running
    }
    guard let missing = imprecise?.text ?? undecided else { return .met(rounds: attempts) }
    let need = imprecise?.forecast.map { "; about \($0.rounds) rounds would do" } ?? ""
    if attempts >= maximumRounds {
      return .notMet("\(missing) after the \(maximumRounds) rounds allowed\(need)")
    }
    if isBudgetSpent { return .notMet("\(missing) when the budget was spent\(need)") }
    return .running
  }

  /// What is still imprecise about a cell.
  private struct Imprecision {
    let text: String
    /// Rounds by which it would not be, and how many of them are still to come; nil while there is no interval.
    let forecast: (rounds: Int, further: Int)?
  }

  /// What is still imprecise about a cell; nil when nothing is.
  private func imprecision(_ cell: Cell, _ table: SampleTable, isFinal: Bool) -> Imprecision? {
    guard let precision else { return nil }
    for measure in precisionMeasures {
      let series = table.series(measure, cell)
      guard case .notMet(let halfWidth) = precision.status(series, isFinal: isFinal) else { continue }
      guard let halfWidth else {
        return Imprecision(
          text: "no interval of \(measure.label) from \(series.count) samples", forecast: nil)
      }
      let rounds = precision.roundsNeeded(from: series.count, halfWidth)
      return Imprecision(
        text: "\(measure.label) known to +-\(Percent.text(halfWidth)) only",
        forecast: (rounds, max(1, rounds - series.count)))
    }
    return nil
  }

  /// Cells with a pair that is not decided yet, and what to say of them.
  private func undecidedPairs(_ table: SampleTable, isFinal: Bool) -> [Cell: String] {
    guard let decision else { return [:] }
    var undecided: [Cell: String] = [:]
    for measure in decisionMeasures {
      let family = decision.progress(pairs.map { PairedRounds(table, measure, $0) }, isFinal: isFinal)
      let verdicts = decision.verdicts(family, higherIsBetter: measure.higherIsBetter)
      for (pair, verdict) in zip(pairs, verdicts) where verdict == .undecided {
        undecided[pair.candidate] = "undecided against \(pair.baseline.primitive) by \(measure.label)"
        undecided[pair.baseline] = "undecided against \(pair.candidate.primitive) by \(measure.label)"
      }
    }
    return undecided
  }

  private func attempts(_ cell: Cell, _ table: SampleTable) -> Int {
    table.measured(cell) + table.failures(cell) + table.standstills(cell, .starved)
  }
}
