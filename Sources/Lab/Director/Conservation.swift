import Records
import Wire

/// What must come out equal over a whole job: bytes of both ends, completions and sends, device and payload.
package enum Conservation {
  /// Bytes a TCP segment over IP adds on a device, at most: Ethernet 14, IPv6 40, TCP with options 60.
  static let headerBytesPerSegment: UInt64 = 114
  /// Other traffic of a namespace that is ours alone: neighbour discovery, handshakes.
  static let deviceSlackBytes: UInt64 = 64 << 10

  package static func violations(
    sender: EndReport, receiver: EndReport, cell: Cell, movesBytes: Bool
  ) -> [Caveat] {
    var caveats: [Caveat] = []
    if movesBytes { caveats += bytes(sender: sender, receiver: receiver) }
    caveats += completions(sender: sender)
    if movesBytes, let device = sender.device { caveats += path(device: device, sender: sender) }
    if let backlog = backlog(sender: sender) { caveats.append(backlog) }
    return caveats
  }

  private static func bytes(sender: EndReport, receiver: EndReport) -> [Caveat] {
    guard let sent = sum(sender, \.whole.bytes), let received = sum(receiver, \.whole.bytes) else {
      return [Caveats.conservation("more bytes were counted than 64 bits hold")]
    }
    guard sent != received else { return [] }
    return [
      Caveats.conservation("\(sent) bytes were sent and \(received) received over the whole connection")
    ]
  }

  /// Over all flows; nil beyond 64 bits, which another build of the worker may say.
  private static func sum(_ report: EndReport, _ count: KeyPath<FlowReport, UInt64>) -> UInt64? {
    try? ForeignNumber.sum(report.flows.map { $0[keyPath: count] }, "traffic")
  }

  private static func completions(sender: EndReport) -> [Caveat] {
    guard let sends = sum(sender, \.zerocopySends), let completed = sum(sender, \.zerocopyCompletions),
      let missing = sum(sender, \.unaccounted), let leaked = sum(sender, \.leakedBytes)
    else { return [Caveats.conservation("more completions were counted than 64 bits hold")] }
    var caveats: [Caveat] = []
    if missing > 0 { caveats.append(Caveats.unaccounted(sends: missing, leakedBytes: leaked)) }
    if completed &+ missing != sends {
      caveats.append(Caveats.conservation("\(sends) zero-copy sends had \(completed) completions"))
    }
    return caveats
  }

  private static func path(device: DeviceTraffic, sender: EndReport) -> [Caveat] {
    guard let payload = sum(sender, \.whole.bytes) else { return [] }
    // In fractions: the device's counters are the kernel's, and may be anything.
    let headers = Double(headerBytesPerSegment) * Double(device.segments) + Double(deviceSlackBytes)
    let again = Double(device.retransmits) * Double(64 << 10)
    let carried = device.transmittedBytes
    guard carried < payload || Double(carried) > Double(payload) + headers + again else { return [] }
    return [Caveats.pathProof("\(device.name) transmitted \(carried) bytes for \(payload) bytes of payload")]
  }

  private static func backlog(sender: EndReport) -> Caveat? {
    func value(_ metric: Metric) -> Double? {
      sender.readings.first { $0.metric == metric.name }?.value
    }
    guard let open = value(TrafficMetrics.zerocopyOutstandingOpen),
      let close = value(TrafficMetrics.zerocopyOutstandingClose),
      let sends = value(TrafficMetrics.zerocopySends),
      abs(open - close) > 0.01 * sends
    else { return nil }
    guard let first = try? ForeignNumber.whole(open, ""), let last = try? ForeignNumber.whole(close, ""),
      let all = try? ForeignNumber.whole(sends, "")
    else { return nil }
    return Caveats.completionBacklog(open: first, close: last, sends: all)
  }
}
