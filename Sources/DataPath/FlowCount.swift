/// What one flow has counted so far; the difference of two is what happened between them.
package struct FlowCount: Sendable, Hashable {
  /// Messages the kernel has taken completely. A receiver counts bytes only and leaves this 0.
  package var messages: UInt64 = 0
  /// Payload bytes handed to the kernel, or taken from it.
  package var bytes: UInt64 = 0
  /// System calls made for the traffic: sends or receives, reads of the error queue, and waits.
  package var calls: UInt64 = 0
  /// Sends that took a part of what was offered.
  package var partialCalls: UInt64 = 0
  /// Calls answered with EAGAIN.
  package var wouldBlock: UInt64 = 0
  /// Calls with MSG_ZEROCOPY that took data: each has one completion id.
  package var zerocopySends: UInt64 = 0
  /// Completion ids seen on the error queue, each once.
  package var zerocopyCompletions: UInt64 = 0
  /// Zero-copy sends that the kernel surely copied after all.
  package var zerocopyCopiedLow: UInt64 = 0
  /// Zero-copy sends that the kernel may have copied after all.
  package var zerocopyCopiedHigh: UInt64 = 0
  /// Entries read from the error queue; one may stand for many sends.
  package var zerocopyNotifications: UInt64 = 0
  /// Those of them with SO_EE_CODE_ZEROCOPY_COPIED.
  package var zerocopyNotificationsCopied: UInt64 = 0
  /// Sends answered with ENOBUFS: no memory left for a further completion.
  package var enobufs: UInt64 = 0
  /// Copying sends made because of ENOBUFS with nothing outstanding.
  package var fallbackSends: UInt64 = 0
  /// Completion ids that were never issued or had been completed before: 0 unless the kernel or we are wrong.
  package var unexpectedCompletions: UInt64 = 0

  package init() {}

  /// What happened between an earlier count and a later one.
  package static func - (later: FlowCount, earlier: FlowCount) -> FlowCount {
    var difference = FlowCount()
    for word in words {
      difference[keyPath: word] = later[keyPath: word] &- earlier[keyPath: word]
    }
    return difference
  }

  /// The counts of several flows together.
  package static func + (one: FlowCount, other: FlowCount) -> FlowCount {
    var sum = FlowCount()
    for word in words {
      sum[keyPath: word] = one[keyPath: word] &+ other[keyPath: word]
    }
    return sum
  }

  /// In the order of `FlowCounters.Word`.
  static let words: [any WritableKeyPath<FlowCount, UInt64> & Sendable] = [
    \.messages, \.bytes, \.calls, \.zerocopySends, \.partialCalls, \.wouldBlock, \.zerocopyCompletions,
    \.zerocopyCopiedLow, \.zerocopyCopiedHigh, \.zerocopyNotifications, \.zerocopyNotificationsCopied,
    \.enobufs, \.fallbackSends, \.unexpectedCompletions,
  ]
}
