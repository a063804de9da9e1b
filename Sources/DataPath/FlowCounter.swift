import Records

/// One thing that a flow counts while it moves messages, with the metric under which a window reports it.
///
/// A new counter is a case here and its line in `report`: memory, snapshots, differences and readings follow.
/// The first eight share a cache line; those written for each message come first. `FlowCount` holds 16 in all.
package enum FlowCounter: Int, CaseIterable, Sendable {
  /// Messages the kernel has taken completely. A receiver counts bytes only and leaves this 0.
  case messages
  /// Payload bytes handed to the kernel, or taken from it.
  case bytes
  /// System calls made for the traffic: sends or receives, reads of the error queue, and waits.
  case calls
  /// Sends that took a part of what was offered.
  case partialCalls
  /// Calls with MSG_ZEROCOPY that took data: each has one completion id.
  case zerocopySends
  /// Completion ids seen on the error queue, each once.
  case zerocopyCompletions
  /// Zero-copy sends that the kernel surely copied after all.
  case zerocopyCopiedLow
  /// Zero-copy sends that the kernel may have copied after all.
  case zerocopyCopiedHigh
  /// Entries read from the error queue; one may stand for many sends.
  case zerocopyNotifications
  /// Notifications that carry SO_EE_CODE_ZEROCOPY_COPIED.
  case zerocopyNotificationsCopied
  /// Copying sends made because of ENOBUFS with nothing outstanding.
  case fallbackSends
  /// Sends answered with ENOBUFS: no memory left for a further completion.
  case enobufs
  /// Calls answered with EAGAIN.
  case wouldBlock
  /// Completion ids that were never issued or had been completed before: 0 unless the kernel or we are wrong.
  case unexpectedCompletions

  /// Which windows report a counter, and under which metric.
  package enum Report: Sendable {
    /// Every end, under its own side.
    case byEveryEnd(Metric)
    /// The sending end alone.
    case bySender(Metric)
    /// The sending end, of a primitive that asked for completions; belongs to the flow as a whole.
    case withCompletions(Metric)
    /// No reading of its own: the window's traffic has it, or nobody asks for it.
    case never
  }

  package var report: Report {
    switch self {
    case .messages, .bytes, .wouldBlock, .unexpectedCompletions: .never
    case .calls: .byEveryEnd(TrafficMetrics.syscalls)
    case .partialCalls: .bySender(TrafficMetrics.partialSends)
    case .zerocopySends: .withCompletions(TrafficMetrics.zerocopySends)
    case .zerocopyCompletions: .withCompletions(TrafficMetrics.zerocopyCompletions)
    case .zerocopyCopiedLow: .withCompletions(TrafficMetrics.zerocopyCopiedLow)
    case .zerocopyCopiedHigh: .withCompletions(TrafficMetrics.zerocopyCopiedHigh)
    case .zerocopyNotifications: .withCompletions(TrafficMetrics.zerocopyNotifications)
    case .zerocopyNotificationsCopied: .withCompletions(TrafficMetrics.zerocopyNotificationsCopied)
    case .fallbackSends: .withCompletions(TrafficMetrics.zerocopyFallbackSends)
    case .enobufs: .withCompletions(TrafficMetrics.enobufs)
    }
  }
}
