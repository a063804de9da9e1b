import Analysis
import Records

extension RepetitionRule {
  /// The rule of a plan: its precision and margin, its pairs, and the A/A pairs that run as long as anything does.
  package init(_ plan: Plan) {
    self.init(
      maximumRounds: plan.rounds, precision: plan.repetition.precision, decide: plan.repetition.decide)
    let cells = plan.allCells
    pairs = CellPair.pairs(among: cells, baseline: Self.baseline(of: cells))
    let twins = CellPair.twins(among: cells)
    references = Set(twins.flatMap { [$0.candidate, $0.baseline] })
  }

  /// Two-copy where it is in the plan: what every other primitive is held against.
  package static func baseline(of cells: [Cell]) -> String? {
    cells.contains { $0.primitive == "two-copy" } ? "two-copy" : nil
  }
}
