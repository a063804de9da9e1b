import Records
import Wire

/// Chooses the instants of one sample once its flows are connected.
struct Timetable {
  var cell: Cell
  /// As `WorkerPair`'s.
  var instruments: Instruments?
  var timing: WorkerPair.Timing

  /// What is known of both ends when all flows stand.
  struct Connection {
    /// The later of both workers' clocks, CLOCK_MONOTONIC nanoseconds.
    var now: UInt64
    /// How long the slower end took from an order to its answer, what it did for it included.
    var roundTripNanoseconds: UInt64
  }

  func schedule(after connection: Connection) -> Schedule {
    let start = connection.now + lead(after: connection)
    guard cell.options.messagesPerFlow == nil else {
      return Schedule(start: start, open: start, close: nil, deadline: start + Self.countLimitNanoseconds)
    }
    let open = start + timing.warmupNanoseconds
    let close = open + timing.windowNanoseconds
    let stretch = timing.isInstrumented ? stretch(after: close) : nil
    return Schedule(
      start: start, open: open, close: close, instruments: stretch, sliceNanoseconds: timing.sliceNanoseconds,
      deadline: (stretch?.close ?? close) + Self.graceNanoseconds)
  }

  /// Time between the order and the first byte, so that both ends are asleep at the barrier when it comes.
  ///
  /// The way of the answer here and of the order back takes a round trip; 3 ms more are for a director that waits for a
  /// busy CPU: of 156 leads on 2 CPUs with 16 threads on them, half needed less than 0.4 ms, 95 in 100 less than 0.9 ms,
  /// the longest 2.9 ms (2026-11-21).
  private func lead(after connection: Connection) -> UInt64 {
    3_000_000 + min(connection.roundTripNanoseconds, Self.longestRoundTripNanoseconds)
  }

  private func stretch(after close: UInt64) -> Schedule.Stretch? {
    let length = (instruments ?? Instruments()).stretchNanoseconds(window: timing.windowNanoseconds)
    let open = close + Self.edgeNanoseconds
    return length > 0 ? .init(open: open, close: open + length) : nil
  }

  /// Longest round trip the lead follows: a worker that stalled once for longer is no measure of its way.
  private static let longestRoundTripNanoseconds: UInt64 = 500_000_000
  /// What a job may take beyond its traffic before it is given up: slow joins on a busy machine.
  private static let graceNanoseconds: UInt64 = 5_000_000_000
  /// Longest run by count.
  private static let countLimitNanoseconds: UInt64 = 120_000_000_000
  /// Time to read the closing edge before the instruments are opened.
  private static let edgeNanoseconds: UInt64 = 1_000_000
}
