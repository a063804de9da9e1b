import Records

/// The order of the cells inside a round: random, and the same again for the same seed and round, so that a sweep can resume.
package enum RoundOrder {
  /// All cells of the plan in the order of this round.
  package static func cells(of plan: Plan, round: Int) -> [Cell] {
    var generator = SeededGenerator(seed: plan.seed &+ UInt64(round) &* 0x9E37_79B9_7F4A_7C15)
    return generator.shuffled(plan.cells)
  }
}
