import Analysis
import Records

/// Finds the warm-up of each block: the longest that any of its primitives needed in a short run from a standing start.
///
/// One length for all primitives of a block, so that none gets a kinder window.
struct Pilots {
  let taker: SampleTaker
  /// In the order in which they are piloted, each with its cells that our workers run.
  let blocks: [(block: Cell.Block, cells: [Cell])]
  let minimumNanoseconds: UInt64
  let watch: @Sendable (SweepEvent) -> Void

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
  /// After three, 2 to 4 of 16 blocks were still given 60 to 160 ms, other ones in each sweep; the mean rate of 8 runs
  /// was level from 40 ms on in all of them (one flow, 256 to 1Mi, 2 CPUs, 2026-11-21). The further
  /// three take some 3 s of a sweep that would else lose 10 ms with every sample.
  private static let mostRuns = 6

  /// Pilots every block, then those again that asked for more than the minimum: what disturbed a pilot often lasts
  /// longer than it, and would disturb a repetition right after it too.
  ///
  /// - Parameter found: called for each block as soon as no pilot of it is to be repeated.
  /// - Throws: `CancellationError`, or what `found` throws.
  func run(found: (Cell.Block, Finding) throws -> Void) async throws {
    var runs: [Cell: [SliceRates]] = [:]
    var left = Array(blocks.enumerated())
    for pass in 1...Self.mostRuns {
      for (index, (block, cells)) in left {
        try Task.checkCancellation()
        watch(.piloting(block, index: index, of: blocks.count))
        for cell in cells where !isSettled(runs[cell] ?? []) {
          runs[cell, default: []] += try await rates(of: cell)
        }
        guard pass == Self.mostRuns || cells.allSatisfy({ isSettled(runs[$0] ?? []) }) else { continue }
        let (warmup, isSteady) = WarmUpRule.warmUp(
          cells.map { runs[$0] ?? [] }, minimumNanoseconds: minimumNanoseconds)
        try found(block, Finding(warmupNanoseconds: warmup, isSteady: isSteady))
      }
      left.removeAll { $0.element.cells.allSatisfy { isSettled(runs[$0] ?? []) } }
    }
  }

  private func isSettled(_ runs: [SliceRates]) -> Bool {
    guard let need = WarmUpRule.need(runs) else { return false }
    return need.isSteady && need.nanoseconds <= minimumNanoseconds
  }

  /// One pilot; nothing where it failed.
  private func rates(of cell: Cell) async throws -> [SliceRates] {
    let timing = WorkerPair.Timing(
      warmupNanoseconds: 0, windowNanoseconds: Self.lengthNanoseconds(minimum: minimumNanoseconds),
      sliceNanoseconds: WorkerPair.Timing.shortestSliceNanoseconds, isInstrumented: false)
    let sample = try await taker.take(cell, round: 0, order: 0, timing: timing)
    return sample.failure == nil ? [SliceRates(sample.slices)] : []
  }
}
