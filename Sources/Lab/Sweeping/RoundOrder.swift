import Records

/// The order of the cells inside a round: random, and the same again for the same seed and round, so that a sweep can resume.
package enum RoundOrder {
  /// All cells of the plan in the order of this round; refinements follow, so that adding one moves no earlier cell.
  package static func cells(of plan: Plan, round: Int) -> [Cell] {
    ([plan.cells] + plan.refinements).enumerated().flatMap { generation, cells in
      // Odd multipliers spread neighbouring rounds and generations over all seeds (Knuth, TAOCP 2, 3.3.4).
      var generator = SeededGenerator(
        seed: plan.seed &+ UInt64(round) &* 0x9E37_79B9_7F4A_7C15 &+ UInt64(generation)
          &* 0xD1B5_4A32_D192_ED03)
      return generator.shuffled(cells)
    }
  }
}
