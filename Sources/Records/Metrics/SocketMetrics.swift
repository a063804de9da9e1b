/// Metrics of the connections of one end: what TCP says about them, and the device under them.
package enum SocketMetrics {
  package static let retransmits = Metric(
    "retransmits", unit: "count", better: .lower, source: .tcpInfo,
    "Segments sent again in the window, over all flows")
  package static let segmentsOut = Metric(
    "segments_out", unit: "count", better: .lower, source: .tcpInfo,
    "Segments sent in the window over all flows, pure acknowledgements included, as offload splits them"
  )
  package static let bytesPerSegment = Metric(
    "bytes_per_segment", unit: "bytes", better: .neither, source: .tcpInfo,
    "Payload bytes sent over segments that carried data; at most the segment size, however large the send")
  package static let tcpBytesSent = Metric(
    "tcp_bytes_sent", unit: "bytes", better: .neither, source: .tcpInfo,
    "Payload bytes TCP handed to the device in the window, retransmits included")
  package static let tcpBytesReceived = Metric(
    "tcp_bytes_received", unit: "bytes", better: .neither, source: .tcpInfo,
    "Payload bytes TCP received in order in the window, read by the application or not")
  package static let busyShare = Metric(
    "busy_share", unit: "share", better: .neither, source: .tcpInfo,
    "Share of the window in which a flow had data to send or in flight, mean over flows")
  package static let rwndLimitedShare = Metric(
    "rwnd_limited_share", unit: "share", better: .neither, source: .tcpInfo,
    "Share of the window in which the receiver's window held a flow back, mean over flows; part of busy_share"
  )
  package static let sndbufLimitedShare = Metric(
    "sndbuf_limited_share", unit: "share", better: .neither, source: .tcpInfo,
    "Share of the window in which the send buffer held a flow back, mean over flows; part of busy_share")
  package static let deliveryRate = Metric(
    "delivery_rate", unit: "bit/s", better: .higher, source: .tcpInfo,
    "Latest delivery rate TCP measured before the window closed, summed over flows")
  package static let congestionWindow = Metric(
    "cwnd_segments", unit: "count", better: .neither, source: .tcpInfo,
    "Congestion window in segments when the window closed, mean over flows")
  package static let roundTrip = Metric(
    "rtt", unit: "ns", better: .lower, source: .tcpInfo,
    "Smoothed round-trip time when the window closed, mean over flows")

  package static let deviceTransmitted = Metric(
    "device_tx_bytes", unit: "bytes", better: .neither, source: .device,
    "Bytes the device of this end sent in the window, headers and other traffic included")
  package static let deviceReceived = Metric(
    "device_rx_bytes", unit: "bytes", better: .neither, source: .device,
    "Bytes the device of this end received in the window, headers and other traffic included")

  /// What TCP_INFO tells of the end that sends.
  package static let tcpInfo = [
    retransmits, segmentsOut, bytesPerSegment, tcpBytesSent, tcpBytesReceived, busyShare, rwndLimitedShare,
    sndbufLimitedShare, deliveryRate, congestionWindow, roundTrip,
  ]
  package static let device = [deviceTransmitted, deviceReceived]

  /// Every metric above, in the order of documentation.
  package static let all = tcpInfo + device
}
