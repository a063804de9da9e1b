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

  func run() async throws -> Finding {
    let length = Self.lengthNanoseconds(minimum: minimumNanoseconds)
    var pilots: [SliceRates] = []
    for cell in cells {
      let timing = WorkerPair.Timing(
        warmupNanoseconds: 0, windowNanoseconds: length,
        sliceNanoseconds: WorkerPair.Timing.shortestSliceNanoseconds, isInstrumented: false)
      let sample = try await taker.take(cell, round: 0, order: 0, timing: timing)
      guard sample.failure == nil else { continue }
      pilots.append(SliceRates(sample.slices))
    }
    let (warmup, isSteady) = WarmUpRule.warmUp(pilots, minimumNanoseconds: minimumNanoseconds)
    return Finding(warmupNanoseconds: warmup, isSteady: isSteady)
  }
}
