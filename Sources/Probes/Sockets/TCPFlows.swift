import CLinux
import Records

/// A field of struct tcp_info, by the kernel's name.
struct TCPField {
  let name: String
  let path: KeyPath<cl_tcp_info, Int64>

  static var totalRetransmits: TCPField { TCPField(name: "tcpi_total_retrans", path: \.total_retrans) }
  static var segmentsOut: TCPField { TCPField(name: "tcpi_segs_out", path: \.segs_out) }
  static var dataSegmentsOut: TCPField { TCPField(name: "tcpi_data_segs_out", path: \.data_segs_out) }
  static var bytesSent: TCPField { TCPField(name: "tcpi_bytes_sent", path: \.bytes_sent) }
  static var bytesReceived: TCPField { TCPField(name: "tcpi_bytes_received", path: \.bytes_received) }
  static var busy: TCPField { TCPField(name: "tcpi_busy_time", path: \.busy_us) }
  static var rwndLimited: TCPField { TCPField(name: "tcpi_rwnd_limited", path: \.rwnd_limited_us) }
  static var sndbufLimited: TCPField { TCPField(name: "tcpi_sndbuf_limited", path: \.sndbuf_limited_us) }
  static var deliveryRate: TCPField { TCPField(name: "tcpi_delivery_rate", path: \.delivery_rate) }
  static var congestionWindow: TCPField { TCPField(name: "tcpi_snd_cwnd", path: \.snd_cwnd) }
  static var roundTrip: TCPField { TCPField(name: "tcpi_rtt", path: \.rtt_us) }

  /// - Throws: when the running kernel does not fill the field.
  func value(_ snapshot: TCPInfo.Snapshot) throws(Unavailable) -> Int64 {
    let value = snapshot.info[keyPath: path]
    guard value >= 0 else { throw Unavailable("this kernel's TCP_INFO has no \(name)") }
    return value
  }
}

/// One connection at the two edges.
struct TCPFlow: Sendable {
  var opening: TCPInfo.Snapshot
  var closing: TCPInfo.Snapshot
}

/// All connections of one side; a field that one of them lacks throws for all.
struct TCPFlows {
  private let flows: [TCPFlow]

  init(_ flows: [TCPFlow]) {
    self.flows = flows
  }

  /// Growth of a 64-bit counter, summed.
  func growth(_ field: TCPField) throws(Unavailable) -> Double {
    var sum = 0.0
    for flow in flows { sum += try growth(field, flow) }
    return sum
  }

  /// Growth of a 32-bit counter, which wraps, summed.
  func growth32(_ field: TCPField) throws(Unavailable) -> Double {
    var sum = 0.0
    for flow in flows {
      let first = UInt32(truncatingIfNeeded: try field.value(flow.opening))
      let last = UInt32(truncatingIfNeeded: try field.value(flow.closing))
      sum += Double(last &- first)
    }
    return sum
  }

  /// Microseconds spent in a state, over the time between the two readings of each socket; mean over the
  /// flows.
  ///
  /// The kernel keeps these times in jiffies: a share can pass 1 by a jiffy and is cut there.
  func meanShare(_ field: TCPField) throws(Unavailable) -> Double {
    var sum = 0.0
    for flow in flows {
      guard flow.closing.nanoseconds > flow.opening.nanoseconds else {
        throw Unavailable("window has no length")
      }
      let elapsed = Double(flow.closing.nanoseconds - flow.opening.nanoseconds)
      sum += min(1, try growth(field, flow) * 1000 / elapsed)
    }
    return sum / Double(flows.count)
  }

  func lastSum(_ field: TCPField) throws(Unavailable) -> Double {
    var sum = 0.0
    for flow in flows { sum += Double(try field.value(flow.closing)) }
    return sum
  }

  func lastMean(_ field: TCPField) throws(Unavailable) -> Double {
    try lastSum(field) / Double(flows.count)
  }

  private func growth(_ field: TCPField, _ flow: TCPFlow) throws(Unavailable) -> Double {
    let growth = try field.value(flow.closing) - field.value(flow.opening)
    guard growth >= 0 else { throw Unavailable("\(field.name) went backwards") }
    return Double(growth)
  }
}
