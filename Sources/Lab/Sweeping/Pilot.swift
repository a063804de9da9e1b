import Analysis
import Records

/// Finds the warm-up of a block: the longest that any of its primitives needed in a short run from a standing start.
///
/// One length for all primitives of a block, so that none gets a kinder window.
struct Pilot {
  let taker: SampleTaker
  /// Cells of the block that our workers run.
  let cells: [Cell]
  let minimumNanoseconds: UInt64

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
  /// program looks like a rate that still changes, but seldom comes each time.
  private static let mostRuns = 3

  func run() async throws -> Finding {
    var pilots: [[SliceRates]] = []
    for cell in cells { pilots.append(try await runs(of: cell)) }
    let (warmup, isSteady) = WarmUpRule.warmUp(pilots, minimumNanoseconds: minimumNanoseconds)
    return Finding(warmupNanoseconds: warmup, isSteady: isSteady)
  }

  private func runs(of cell: Cell) async throws -> [SliceRates] {
    let timing = WorkerPair.Timing(
      warmupNanoseconds: 0, windowNanoseconds: Self.lengthNanoseconds(minimum: minimumNanoseconds),
      sliceNanoseconds: WorkerPair.Timing.shortestSliceNanoseconds, isInstrumented: false)
    var runs: [SliceRates] = []
    for _ in 0..<Self.mostRuns {
      let sample = try await taker.take(cell, round: 0, order: 0, timing: timing)
      if sample.failure == nil { runs.append(SliceRates(sample.slices)) }
      if let need = WarmUpRule.need(runs), need.isSteady, need.nanoseconds <= minimumNanoseconds { break }
    }
    return runs
  }
}
