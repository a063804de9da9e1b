import DataPath
import Records

/// Readings that come from the flow threads' own counting between the edges of a window.
struct WindowTally {
  let crew: FlowCrew
  let opened: WindowEdge
  let closed: WindowEdge

  func readings() -> [Reading] {
    let window = closed.count - opened.count
    let counted = FlowCounter.allCases.compactMap { counter in
      metric(of: counter).map { Reading($0.metric, $0.side, Double(window[counter])) }
    }
    return counted + (asksForCompletions ? completionReadings() : [])
  }

  /// Nil for a counter that this end does not report.
  private func metric(of counter: FlowCounter) -> (metric: Metric, side: Side)? {
    switch counter.report {
    case .byEveryEnd(let metric): (metric, crew.side)
    case .bySender(let metric): crew.side == .sender ? (metric, .sender) : nil
    case .withCompletions(let metric): asksForCompletions ? (metric, .flow) : nil
    case .never: nil
    }
  }

  /// Whether the primitive has asked for completions so far: nothing to say about the others.
  private var asksForCompletions: Bool {
    let end = closed.count
    return crew.side == .sender && end[.zerocopySends] + end[.enobufs] + end[.fallbackSends] > 0
  }

  private func completionReadings() -> [Reading] {
    let unaccounted = crew.flows.reduce(UInt64(0)) { $0 + ($1.end?.drain.unaccounted ?? 0) }
    let figures = [
      (TrafficMetrics.zerocopyOutstandingOpen, opened.count.outstanding),
      (TrafficMetrics.zerocopyOutstandingClose, closed.count.outstanding),
      (TrafficMetrics.zerocopyUnaccounted, unaccounted),
    ]
    return figures.map { Reading($0, .flow, Double($1)) }
  }
}
