import Records

extension RepetitionRule {
  /// The rule of a plan: its precision and margin, its pairs, and the A/A pairs that run as long as anything does.
  package init(_ plan: Plan) {
    self.init(
      maximumRounds: plan.rounds, precision: plan.repetition.precision, decide: plan.repetition.decide)
    pairs = PairsOfInterest.pairs(of: plan)
    guard plan.repetition.selfCheckPairs == nil else { return }
    references = Set(CellPair.twins(among: plan.allCells).flatMap { [$0.candidate, $0.baseline] })
  }
}
