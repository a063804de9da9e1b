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
    readings += usageReadings()
    guard crew.side == .sender else { return readings }
    readings.append(
      Reading(
        TrafficMetrics.partialSends, .sender, Double(closed.count.partialCalls - opened.count.partialCalls)))
    return readings + zerocopyReadings()
  }

  /// User and system time as each thread read it itself when it passed the edges.
  private func usageReadings() -> [Reading] {
    let window = closed.stamps.traffic - opened.stamps.traffic
    var user: UInt64 = 0
    var system: UInt64 = 0
    var asleep = 0
    for slot in crew.flows {
      guard let (first, last) = slot.end?.windowEdges,
        isNear(first, opened.stamps.traffic, window), isNear(last, closed.stamps.traffic, window)
      else {
        asleep += 1
        continue
      }
      user += last.userNanoseconds - first.userNanoseconds
      system += last.systemNanoseconds - first.systemNanoseconds
    }
    guard asleep == 0 else {
      let reason = "\(asleep) of \(crew.flows.count) flow threads slept through an edge of the window"
      return [
        Reading(TrafficMetrics.userTime, crew.side, unavailable: reason),
        Reading(TrafficMetrics.systemTime, crew.side, unavailable: reason),
      ]
    }
    return [
      Reading(TrafficMetrics.userTime, crew.side, Double(user)),
      Reading(TrafficMetrics.systemTime, crew.side, Double(system)),
    ]
  }

  /// A thread passes an edge with its next message; one that slept through a twentieth of the window did not pass it.
  private func isNear(_ usage: ThreadUsage, _ instant: UInt64, _ window: UInt64) -> Bool {
    let off = usage.monotonicNanoseconds.distance(to: instant).magnitude
    return UInt64(off) * 20 <= window
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

extension FlowEnd {
  /// What the thread had used when the window opened for it, and when it closed; nil when it saw only one of them.
  var windowEdges: (ThreadUsage, ThreadUsage)? {
    guard let first = edges.firstIndex(where: { $0.phase == .window }), first + 1 < edges.count else { return nil }
    return (edges[first], edges[first + 1])
  }
}
