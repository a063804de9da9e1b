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

  /// Longest warm-up, as a multiple of the shortest; what is not steady by then is a finding, not a matter of patience.
  static let longest: UInt64 = 4

  private enum SteadyState {
    static func neededWarmup(slices: [Slice]) -> UInt64? { 0 }
  }

  struct Finding {
    var warmupNanoseconds: UInt64
    /// A primitive that had not settled when the pilot ended; nil when all had.
    var unsettled: Cell?
  }

  func run() async throws -> Finding {
    var finding = Finding(warmupNanoseconds: minimumNanoseconds)
    let limit = minimumNanoseconds * Self.longest
    for cell in cells {
      let timing = WorkerPair.Timing(warmupNanoseconds: 0, windowNanoseconds: limit)
      let sample = try await taker.take(cell, round: 0, order: 0, timing: timing)
      guard sample.failure == nil, sample.slices.count >= 4 else { continue }
      guard let needed = SteadyState.neededWarmup(slices: sample.slices) else {
        finding.unsettled = cell
        finding.warmupNanoseconds = limit
        continue
      }
      finding.warmupNanoseconds = min(limit, max(finding.warmupNanoseconds, needed))
    }
    return finding
  }
}
