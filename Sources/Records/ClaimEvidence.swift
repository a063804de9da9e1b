/// The rows of the archive a claim rests on: one cell of one sweep in these rounds.
package struct ClaimEvidence: Codable, Hashable, Sendable {
  /// `Sweep.id`.
  package var sweep: Int64
  package var cell: Cell
  /// Empty for all rounds of the sweep.
  package var rounds: [Int]

  package init(sweep: Int64, cell: Cell, rounds: [Int]) {
    self.sweep = sweep
    self.cell = cell
    self.rounds = rounds
  }
}
