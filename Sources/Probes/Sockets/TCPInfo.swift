import CLinux
import Records

/// What TCP itself says about the flows: segments, losses and what it waited for.
///
/// Source: getsockopt(TCP_INFO), tcp(7) and struct tcp_info of <linux/tcp.h>. A field the running kernel does not fill
/// leaves its metric without a value.
package struct TCPInfo: Probe {
  static let retransmits = Metric(
    "retransmits", unit: "count", better: .lower, source: .tcpInfo,
    "Segments sent again in the window, over all flows")
  static let segmentsOut = Metric(
    "segments_out", unit: "count", better: .lower, source: .tcpInfo,
    "Segments sent in the window over all flows, pure acknowledgements included; what offload splits counts as split"
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
      return Self.metrics.map { Reading($0, side, unavailable: error.reason) }
    }
  }

  static func readings(of flows: [TCPFlow], _ side: Side) -> [Reading] {
    func reading(_ metric: Metric, _ value: () throws(Unavailable) -> Double) -> Reading {
      do throws(Unavailable) {
        return Reading(metric, side, try value())
      } catch {
        return Reading(metric, side, unavailable: error.reason)
      }
    }
    func sum(_ metric: Metric, _ value: (TCPFlow) throws(Unavailable) -> Double) -> Reading {
      reading(metric) { () throws(Unavailable) in try total(flows, value) }
    }
    func mean(_ metric: Metric, _ value: (TCPFlow) throws(Unavailable) -> Double) -> Reading {
      reading(metric) { () throws(Unavailable) in try total(flows, value) / Double(flows.count) }
    }
    return [
      sum(retransmits) { f throws(Unavailable) in try f.growth32(\.total_retrans, "tcpi_total_retrans") },
      sum(segmentsOut) { f throws(Unavailable) in try f.growth32(\.segs_out, "tcpi_segs_out") },
      reading(bytesPerSegment) { () throws(Unavailable) in
        let bytes = try total(flows) { f throws(Unavailable) in try f.growth(\.bytes_sent, "tcpi_bytes_sent")
        }
        let segments = try total(flows) { f throws(Unavailable) in
          try f.growth32(\.data_segs_out, "tcpi_data_segs_out")
        }
        guard segments > 0 else { throw Unavailable("no data segments were sent in the window") }
        return bytes / segments
      },
      sum(bytesSent) { f throws(Unavailable) in try f.growth(\.bytes_sent, "tcpi_bytes_sent") },
      sum(bytesReceived) { f throws(Unavailable) in try f.growth(\.bytes_received, "tcpi_bytes_received") },
      mean(busyShare) { f throws(Unavailable) in try f.share(\.busy_us, "tcpi_busy_time") },
      mean(rwndLimitedShare) { f throws(Unavailable) in try f.share(\.rwnd_limited_us, "tcpi_rwnd_limited") },
      mean(sndbufLimitedShare) { f throws(Unavailable) in
        try f.share(\.sndbuf_limited_us, "tcpi_sndbuf_limited")
      },
      sum(deliveryRate) { f throws(Unavailable) in try f.last(\.delivery_rate, "tcpi_delivery_rate") * 8 },
      mean(congestionWindow) { f throws(Unavailable) in try f.last(\.snd_cwnd, "tcpi_snd_cwnd") },
      mean(roundTrip) { f throws(Unavailable) in try f.last(\.rtt_us, "tcpi_rtt") * 1000 },
    ]
  }

  private static func total(
    _ flows: [TCPFlow], _ value: (TCPFlow) throws(Unavailable) -> Double
  ) throws(Unavailable) -> Double {
    var sum = 0.0
    for flow in flows { sum += try value(flow) }
    return sum
  }
}

/// One connection between the edges; a field the kernel did not fill throws.
struct TCPFlow: Sendable {
  var opening: TCPInfo.Snapshot
  var closing: TCPInfo.Snapshot

  typealias Field = KeyPath<cl_tcp_info, Int64>

  func last(_ field: Field, _ name: String) throws(Unavailable) -> Double {
    Double(try filled(closing.info[keyPath: field], name))
  }

  /// Growth of a 64-bit counter.
  func growth(_ field: Field, _ name: String) throws(Unavailable) -> Double {
    let growth = try filled(closing.info[keyPath: field], name) - filled(opening.info[keyPath: field], name)
    guard growth >= 0 else { throw Unavailable("\(name) went backwards") }
    return Double(growth)
  }

  /// Growth of a 32-bit counter, which wraps.
  func growth32(_ field: Field, _ name: String) throws(Unavailable) -> Double {
    let first = UInt32(truncatingIfNeeded: try filled(opening.info[keyPath: field], name))
    let last = UInt32(truncatingIfNeeded: try filled(closing.info[keyPath: field], name))
    return Double(last &- first)
  }

  /// Microseconds the connection spent in a state, over the time between the two readings of this socket.
  func share(_ field: Field, _ name: String) throws(Unavailable) -> Double {
    guard closing.nanoseconds > opening.nanoseconds else { throw Unavailable("window has no length") }
    let spent = try growth(field, name) * 1000
    return min(1, spent / Double(closing.nanoseconds - opening.nanoseconds))
  }

  private func filled(_ value: Int64, _ name: String) throws(Unavailable) -> Int64 {
    guard value >= 0 else { throw Unavailable("this kernel's TCP_INFO has no \(name)") }
    return value
  }
}
