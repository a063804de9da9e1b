import Analysis
import Records

/// Finds the warm-up of each block: the longest that any of its primitives needed in a short run from a standing start.
///
/// One length for all primitives of a block, so that none gets a kinder window.
struct Pilots {
  /// In the order in which they are piloted, each with its cells that our workers run.
  let blocks: [(block: Cell.Block, cells: [Cell])]
  let minimumNanoseconds: UInt64
  let watch: @Sendable (SweepEvent) -> Void
  /// Takes one pilot of a cell, so many nanoseconds long; nil where it failed.
  let take: (Cell, UInt64) async throws -> SliceRates?

  /// Length of a pilot: four times the shortest warm-up, and enough 20 ms slices for the rule to see a change.
  static func lengthNanoseconds(minimum: UInt64) -> UInt64 {
    max(minimum * 4, UInt64(WarmUpRule.fewestSlices + 2) * WorkerPair.Timing.shortestSliceNanoseconds)
  }

  struct Finding {
    var warmupNanoseconds: UInt64
    /// False when a primitive's rate still changed at the end of its pilot; its whole length is taken then.
    var isSteady: Bool
  }

  /// Pilots of a primitive at most: one that needs more than the minimum is repeated, because a burst of another
  /// program, or a flow whose threads change their step, looks like a rate that still changes, but seldom each time.
  ///
  /// After three, 2 to 4 of 16 blocks were still given 60 to 160 ms, other ones in each sweep (2 CPUs, 2026-11-21).
  private static let mostRuns = 6
  /// A primitive whose pilots fail so often without one that does not is given up: its samples will say why.
  private static let mostFailures = 2

  /// What the pilots of one cell showed up to now.
  private struct Record {
    var rates: [SliceRates] = []
    var failures = 0
  }

  /// Pilots every block, then those again that asked for more than the minimum: what disturbed a pilot often lasts
  /// longer than it, and would disturb a repetition right after it too.
  ///
  /// - Parameter found: called for each block as soon as no pilot of it is to be repeated.
  /// - Throws: `CancellationError`, or what `found` throws.
  func run(found: (Cell.Block, Finding) throws -> Void) async throws {
    var records: [Cell: Record] = [:]
    let length = Self.lengthNanoseconds(minimum: minimumNanoseconds)
    var left = Array(blocks.indices)
    for pass in 1...Self.mostRuns {
      var again: [Int] = []
      for index in left {
        let (block, cells) = blocks[index]
        try Task.checkCancellation()
        watch(.piloting(block, index: index, of: blocks.count, isAgain: pass > 1))
        for cell in cells where !isSettled(records[cell]) {
          let rates = try await take(cell, length)
          records[cell, default: Record()].rates += rates.map { [$0] } ?? []
          records[cell]?.failures += rates == nil ? 1 : 0
        }
        guard pass == Self.mostRuns || cells.allSatisfy({ isSettled(records[$0]) }) else {
          again.append(index)
          continue
        }
        let (warmup, isSteady) = WarmUpRule.warmUp(
          cells.map { records[$0]?.rates ?? [] }, minimumNanoseconds: minimumNanoseconds)
        try found(block, Finding(warmupNanoseconds: warmup, isSteady: isSteady))
      }
      left = again
    }
  }

  private func isSettled(_ record: Record?) -> Bool {
    guard let record else { return false }
    guard let need = WarmUpRule.need(record.rates) else { return record.failures >= Self.mostFailures }
    return need.isSteady && need.nanoseconds <= minimumNanoseconds
  }
}

extension SampleTaker {
  /// Received rates of a cell from its first byte on; nil where the run failed.
  func pilot(_ cell: Cell, nanoseconds: UInt64) async throws -> SliceRates? {
    let timing = WorkerPair.Timing(
      warmupNanoseconds: 0, windowNanoseconds: nanoseconds,
      sliceNanoseconds: WorkerPair.Timing.shortestSliceNanoseconds, isInstrumented: false)
    let sample = try await take(cell, round: 0, order: 0, timing: timing)
    return sample.failure == nil ? SliceRates(sample.slices) : nil
  }
}
