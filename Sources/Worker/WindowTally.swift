import DataPath
import Records

/// Readings that come from the flow threads' own counting between the edges of a window.
struct WindowTally {
  let crew: FlowCrew
  let opened: Edge
  let closed: Edge

  func readings() -> [Reading] {
    var readings = [
      Reading(TrafficMetrics.syscalls, crew.side, Double(closed.count.calls - opened.count.calls))
    ]
    guard crew.side == .sender else { return readings }
    readings.append(
      Reading(
        TrafficMetrics.partialSends, .sender, Double(closed.count.partialCalls - opened.count.partialCalls)))
    return readings + zerocopyReadings()
  }

  /// Only for a primitive that asks for completions: nothing to say about the others.
  private func zerocopyReadings() -> [Reading] {
    let start = opened.count
    let end = closed.count
    guard end.zerocopySends + end.enobufs + end.fallbackSends > 0 else { return [] }
    let unaccounted = crew.flows.reduce(UInt64(0)) { $0 + ($1.end?.drain.unaccounted ?? 0) }
    let figures: [(Metric, UInt64)] = [
      (TrafficMetrics.zerocopySends, end.zerocopySends - start.zerocopySends),
      (TrafficMetrics.zerocopyCompletions, end.zerocopyCompletions - start.zerocopyCompletions),
      (TrafficMetrics.zerocopyCopiedLow, end.zerocopyCopiedLow - start.zerocopyCopiedLow),
      (TrafficMetrics.zerocopyCopiedHigh, end.zerocopyCopiedHigh - start.zerocopyCopiedHigh),
      (TrafficMetrics.zerocopyNotifications, end.zerocopyNotifications - start.zerocopyNotifications),
      (
        TrafficMetrics.zerocopyNotificationsCopied,
        end.zerocopyNotificationsCopied - start.zerocopyNotificationsCopied
      ),
      (TrafficMetrics.zerocopyFallbackSends, end.fallbackSends - start.fallbackSends),
      (TrafficMetrics.enobufs, end.enobufs - start.enobufs),
      (TrafficMetrics.zerocopyOutstandingOpen, outstanding(start)),
      (TrafficMetrics.zerocopyOutstandingClose, outstanding(end)),
      (TrafficMetrics.zerocopyUnaccounted, unaccounted),
    ]
    return figures.map { Reading($0, .flow, Double($1)) }
  }

  /// Words of one flow are read one after the other while it runs, so completions can be a step ahead of sends.
  private func outstanding(_ count: FlowCount) -> UInt64 {
    count.zerocopySends > count.zerocopyCompletions ? count.zerocopySends - count.zerocopyCompletions : 0
  }
}
