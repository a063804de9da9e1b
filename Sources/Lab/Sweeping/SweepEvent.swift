import Records

/// What a sweep tells whoever watches it.
package enum SweepEvent: Sendable {
  /// The pilot of a block begins; so many of how many.
  case piloting(Cell.Block, index: Int, of: Int, isAgain: Bool)
  case roundStarted(round: Int, of: Int, cells: Int)
  case sampling(Cell, done: Int, of: Int)
  /// A sample is in the archive.
  case sampled(Sample, done: Int, of: Int)
  /// A proof run begins, after the rounds; so many of how many.
  case proving(Cell, index: Int, of: Int)
  case roundFinished(round: Int, of: Int, failures: Int)
}
