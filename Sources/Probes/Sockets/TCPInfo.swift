import CLinux
import Records

/// What TCP itself says about the flows: segments, losses and what it waited for.
///
/// Source: getsockopt(TCP_INFO), tcp(7) and struct tcp_info of <linux/tcp.h>. A field the running kernel does
/// not fill leaves its metric without a value. The receiving end tells what it received; the rest of its
/// figures would be about its acknowledgements.
package struct TCPInfo: Probe {
  static let retransmits = Metric(
    "retransmits", unit: "count", better: .lower, source: .tcpInfo,
    "Segments sent again in the window, over all flows")
  static let segmentsOut = Metric(
    "segments_out", unit: "count", better: .lower, source: .tcpInfo,
    "Segments sent in the window over all flows, pure acknowledgements included, as offload splits them"
  )
  static let bytesPerSegment = Metric(
    "bytes_per_segment", unit: "bytes", better: .neither, source: .tcpInfo,
    "Payload bytes sent over segments that carried data; at most the segment size, however large the send")
  static let bytesSent = Metric(
    "tcp_bytes_sent", unit: "bytes", better: .neither, source: .tcpInfo,
    "Payload bytes TCP handed to the device in the window, retransmits included")
  static let bytesReceived = Metric(
    "tcp_bytes_received", unit: "bytes", better: .neither, source: .tcpInfo,
    "Payload bytes TCP received in order in the window, read by the application or not")
  static let busyShare = Metric(
    "busy_share", unit: "share", better: .neither, source: .tcpInfo,
    "Share of the window in which a flow had data to send or in flight, mean over flows")
  static let rwndLimitedShare = Metric(
    "rwnd_limited_share", unit: "share", better: .neither, source: .tcpInfo,
    "Share of the window in which the receiver's window held a flow back, mean over flows; part of busy_share"
  )
  static let sndbufLimitedShare = Metric(
    "sndbuf_limited_share", unit: "share", better: .neither, source: .tcpInfo,
    "Share of the window in which the send buffer held a flow back, mean over flows; part of busy_share")
  static let deliveryRate = Metric(
    "delivery_rate", unit: "bit/s", better: .higher, source: .tcpInfo,
    "Latest delivery rate TCP measured before the window closed, summed over flows")
  static let congestionWindow = Metric(
    "cwnd_segments", unit: "count", better: .neither, source: .tcpInfo,
    "Congestion window in segments when the window closed, mean over flows")
  static let roundTrip = Metric(
    "rtt", unit: "ns", better: .lower, source: .tcpInfo,
    "Smoothed round-trip time when the window closed, mean over flows")

  package static let metrics = [
    retransmits, segmentsOut, bytesPerSegment, bytesSent, bytesReceived, busyShare, rwndLimitedShare,
    sndbufLimitedShare, deliveryRate, congestionWindow, roundTrip,
  ]

  /// One socket at one edge.
  struct Snapshot: Sendable {
    var nanoseconds: UInt64
    var info: cl_tcp_info
  }

  private let side: Side
  private let sockets: [Int32]
  private var opening: [Obtained<Snapshot>] = []
  private var closing: [Obtained<Snapshot>] = []

  package init(scope: ProbeScope) {
    side = scope.side
    sockets = scope.sockets
  }

  package mutating func open() { opening = sockets.map(Self.snapshot) }
  package mutating func close() { closing = sockets.map(Self.snapshot) }

  static func snapshot(of socket: Int32) -> Obtained<Snapshot> {
    var info = cl_tcp_info()
    let result = cl_tcp_info(socket, &info)
    guard result >= 0 else { return .failure(Unavailable("TCP_INFO refused", errno: -result)) }
    return .success(Snapshot(nanoseconds: monotonicNanoseconds(), info: info))
  }

  package func readings() -> [Reading] {
    do throws(Unavailable) {
      guard !sockets.isEmpty else { throw Unavailable("no sockets") }
      guard opening.count == sockets.count, closing.count == sockets.count else {
        throw Unavailable("window was not read at both edges")
      }
      var flows: [TCPFlow] = []
      for (first, last) in zip(opening, closing) {
        flows.append(TCPFlow(opening: try first.get(), closing: try last.get()))
      }
      return Self.readings(of: flows, side)
    } catch {
      return Self.metrics(of: side).map { Reading($0, side, unavailable: error.reason) }
    }
  }

  /// What means something for an end.
  static func metrics(of side: Side) -> [Metric] {
    side == .receiver ? [bytesReceived] : metrics
  }

  static func readings(of flows: [TCPFlow], _ side: Side) -> [Reading] {
    let wanted = Set(metrics(of: side).map(\.name))
    return allReadings(of: flows, side).filter { wanted.contains($0.metric) }
  }

  private static func allReadings(of flows: [TCPFlow], _ side: Side) -> [Reading] {
    func reading(_ metric: Metric, _ value: (TCPFlows) throws(Unavailable) -> Double) -> Reading {
      do throws(Unavailable) {
        return Reading(metric, side, try value(TCPFlows(flows)))
      } catch {
        return Reading(metric, side, unavailable: error.reason)
      }
    }
    return [
      reading(retransmits) { flows throws(Unavailable) in try flows.growth32(.totalRetransmits) },
      reading(segmentsOut) { flows throws(Unavailable) in try flows.growth32(.segmentsOut) },
      reading(bytesPerSegment) { flows throws(Unavailable) in
        let segments = try flows.growth32(.dataSegmentsOut)
        guard segments > 0 else { throw Unavailable("no data segments were sent in the window") }
        return try flows.growth(.bytesSent) / segments
      },
      reading(bytesSent) { flows throws(Unavailable) in try flows.growth(.bytesSent) },
      reading(bytesReceived) { flows throws(Unavailable) in try flows.growth(.bytesReceived) },
      reading(busyShare) { flows throws(Unavailable) in try flows.meanShare(.busy) },
      reading(rwndLimitedShare) { flows throws(Unavailable) in try flows.meanShare(.rwndLimited) },
      reading(sndbufLimitedShare) { flows throws(Unavailable) in try flows.meanShare(.sndbufLimited) },
      reading(deliveryRate) { flows throws(Unavailable) in try flows.lastSum(.deliveryRate) * 8 },
      reading(congestionWindow) { flows throws(Unavailable) in try flows.lastMean(.congestionWindow) },
      reading(roundTrip) { flows throws(Unavailable) in try flows.lastMean(.roundTrip) * 1000 },
    ]
  }
}
