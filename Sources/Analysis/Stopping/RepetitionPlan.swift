import Records

/// What the next round holds, and how far each cell has come.
package struct RepetitionPlan: Sendable, Equatable {
  /// Cells of the next round in the plan's order, to be shuffled; empty when the sweep is done.
  package let next: [Cell]
  /// One per cell of the plan, in its order; none for a twin that is there for the noise floor alone.
  package let statuses: [Status]

  package struct Status: Sendable, Equatable {
    package let cell: Cell
    package let outcome: Outcome

    package var isMet: Bool { if case .met = outcome { true } else { false } }
  }

  package enum Outcome: Sendable, Equatable {
    /// Everything asked of the cell is known.
    case met(rounds: Int)
    case running
    /// It ended without, and why: `goodput known to +-7.2 % only after the 40 rounds allowed; about 83 rounds would
    /// do`.
    case notMet(String)
  }
}
