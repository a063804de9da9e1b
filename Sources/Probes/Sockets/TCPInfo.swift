import CLinux
import Records

/// What TCP itself says about the flows: segments, losses and what it waited for.
///
/// Source: getsockopt(TCP_INFO), tcp(7) and struct tcp_info of <linux/tcp.h>. A field the running kernel does
/// not fill leaves its metric without a value. The receiving end tells what it received; the rest of its
/// figures would be about its acknowledgements.
package struct TCPInfo: Probe {

  package static let metrics = SocketMetrics.tcpInfo

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
    side == .receiver ? [SocketMetrics.tcpBytesReceived] : metrics
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
      reading(SocketMetrics.retransmits) { flows throws(Unavailable) in try flows.growth32(.totalRetransmits)
      },
      reading(SocketMetrics.segmentsOut) { flows throws(Unavailable) in try flows.growth32(.segmentsOut) },
      reading(SocketMetrics.bytesPerSegment) { flows throws(Unavailable) in
        let segments = try flows.growth32(.dataSegmentsOut)
        guard segments > 0 else { throw Unavailable("no data segments were sent in the window") }
        return try flows.growth(.bytesSent) / segments
      },
      reading(SocketMetrics.tcpBytesSent) { flows throws(Unavailable) in try flows.growth(.bytesSent) },
      reading(SocketMetrics.tcpBytesReceived) { flows throws(Unavailable) in try flows.growth(.bytesReceived)
      },
      reading(SocketMetrics.busyShare) { flows throws(Unavailable) in try flows.meanShare(.busy) },
      reading(SocketMetrics.rwndLimitedShare) { flows throws(Unavailable) in try flows.meanShare(.rwndLimited)
      },
      reading(SocketMetrics.sndbufLimitedShare) { flows throws(Unavailable) in
        try flows.meanShare(.sndbufLimited)
      },
      reading(SocketMetrics.deliveryRate) { flows throws(Unavailable) in try flows.lastSum(.deliveryRate) * 8
      },
      reading(SocketMetrics.congestionWindow) { flows throws(Unavailable) in
        try flows.lastMean(.congestionWindow)
      },
      reading(SocketMetrics.roundTrip) { flows throws(Unavailable) in try flows.lastMean(.roundTrip) * 1000 },
    ]
  }
}
