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
    let sent = sender.flows.reduce(UInt64(0)) { $0 + $1.whole.bytes }
    let received = receiver.flows.reduce(UInt64(0)) { $0 + $1.whole.bytes }
    guard sent != received else { return [] }
    return [
      Caveats.conservation("\(sent) bytes were sent and \(received) received over the whole connection")
    ]
  }

  private static func completions(sender: EndReport) -> [Caveat] {
    let sends = sender.flows.reduce(UInt64(0)) { $0 + $1.zerocopySends }
    let completed = sender.flows.reduce(UInt64(0)) { $0 + $1.zerocopyCompletions }
    let missing = sender.flows.reduce(UInt64(0)) { $0 + $1.unaccounted }
    let leaked = sender.flows.reduce(UInt64(0)) { $0 + $1.leakedBytes }
    var caveats: [Caveat] = []
    if missing > 0 { caveats.append(Caveats.unaccounted(sends: missing, leakedBytes: leaked)) }
    if completed + missing != sends {
      caveats.append(Caveats.conservation("\(sends) zero-copy sends had \(completed) completions"))
    }
    return caveats
  }

  private static func path(device: DeviceTraffic, sender: EndReport) -> [Caveat] {
    let payload = sender.flows.reduce(UInt64(0)) { $0 + $1.whole.bytes }
    let headers = headerBytesPerSegment * device.segments + deviceSlackBytes
    let again = device.retransmits * (64 << 10)
    let carried = device.transmittedBytes
    guard carried < payload || carried > payload + headers + again else { return [] }
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
    return Caveats.completionBacklog(open: UInt64(open), close: UInt64(close), sends: UInt64(sends))
  }
}
