/// Metrics that come from our own counting of messages, bytes, calls and completions.
///
/// Metrics of the kernel's counters stand in the other files of this folder.
package enum TrafficMetrics {
  package static let window = Metric(
    "window", unit: "ns", better: .neither, source: .counted,
    "Time between the two readings of the receivers' byte counters.")
  package static let messages = Metric(
    "messages", unit: "count", better: .higher, source: .counted,
    "Messages received in the window (sent, for a primitive that moves nothing).")
  package static let receivedBytes = Metric(
    "received_bytes", unit: "bytes", better: .higher, source: .counted,
    "Bytes the receiving application got in the window.")
  package static let sentBytes = Metric(
    "sent_bytes", unit: "bytes", better: .higher, source: .counted,
    "Bytes the kernel accepted from the senders in the window.")
  package static let goodput = Metric(
    "goodput", unit: "bit/s", better: .higher, source: .derived, "Received bytes x 8 over the window.")
  package static let messageInterval = Metric(
    "message_interval", unit: "ns", better: .lower, source: .derived,
    "Window x flows / messages: how long one flow takes for one message; not a latency.")
  package static let syscalls = Metric(
    "syscalls", unit: "count", better: .lower, source: .counted,
    "System calls the flow threads made for data.")
  package static let partialSends = Metric(
    "partial_sends", unit: "count", better: .lower, source: .counted,
    "Send calls that accepted only part of what they were given.")
  package static let cpuPerByte = Metric(
    "cpu_ns_per_byte", unit: "ns/byte", better: .lower, source: .derived,
    "Service demand: CPU time of this side (or of the whole machine) per received byte.")
  package static let cpuPerMessage = Metric(
    "cpu_ns_per_message", unit: "ns/message", better: .lower, source: .derived,
    "CPU time of this side (or of the whole machine) per received message.")

  package static let zerocopySends = Metric(
    "zerocopy_sends", unit: "count", better: .neither, source: .counted,
    "Calls accepted with MSG_ZEROCOPY in the window.")
  package static let zerocopyCompletions = Metric(
    "zerocopy_completions", unit: "count", better: .neither, source: .errorQueue,
    "MSG_ZEROCOPY sends whose completion arrived in the window.")
  package static let zerocopyCopiedLow = Metric(
    "zerocopy_copied_low", unit: "count", better: .lower, source: .errorQueue,
    "At least so many of the completed sends were copied after all.")
  package static let zerocopyCopiedHigh = Metric(
    "zerocopy_copied_high", unit: "count", better: .lower, source: .errorQueue,
    "At most so many of the completed sends were copied after all.")
  package static let zerocopyNotifications = Metric(
    "zerocopy_notifications", unit: "count", better: .neither, source: .errorQueue,
    "Completion notifications read; one may cover many sends.")
  package static let zerocopyNotificationsCopied = Metric(
    "zerocopy_notifications_copied", unit: "count", better: .lower, source: .errorQueue,
    "Notifications that carried SO_EE_CODE_ZEROCOPY_COPIED.")
  package static let zerocopyFallbackSends = Metric(
    "zerocopy_fallback_sends", unit: "count", better: .lower, source: .counted,
    "Messages sent by an ordinary copying call because the kernel had no room for a zero-copy one.")
  package static let zerocopyOutstandingOpen = Metric(
    "zerocopy_outstanding_open", unit: "count", better: .neither, source: .counted,
    "Completions still owed when the window opened.")
  package static let zerocopyOutstandingClose = Metric(
    "zerocopy_outstanding_close", unit: "count", better: .neither, source: .counted,
    "Completions still owed when the window closed.")
  package static let zerocopyUnaccounted = Metric(
    "zerocopy_unaccounted", unit: "count", better: .lower, source: .errorQueue,
    "Sends of the whole connection whose completion never came.")
  package static let enobufs = Metric(
    "enobufs", unit: "count", better: .lower, source: .counted,
    "MSG_ZEROCOPY calls refused with ENOBUFS: optmem_max or RLIMIT_MEMLOCK was used up.")

  /// Every metric above, in the order of documentation.
  package static let all = [
    window, messages, receivedBytes, sentBytes, goodput, messageInterval, syscalls, partialSends, cpuPerByte,
    cpuPerMessage, zerocopySends, zerocopyCompletions, zerocopyCopiedLow,
    zerocopyCopiedHigh, zerocopyNotifications, zerocopyNotificationsCopied, zerocopyFallbackSends,
    zerocopyOutstandingOpen, zerocopyOutstandingClose, zerocopyUnaccounted, enobufs,
  ]
}
