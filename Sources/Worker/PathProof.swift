import Probes
import Records
import Wire

/// What the job's device carried from before the first connection until after the drain, for the proof of the path.
struct PathProof {
  private let device: String
  private var bytes: DeviceBytes
  private var connections: TCPInfo?

  /// Reads the device; nil for a job that names none. Called before the first connection.
  init?(_ job: Job) {
    guard let device = job.device else { return nil }
    self.device = device
    bytes = DeviceBytes(scope: ProbeScope(side: .sender, threads: [], sockets: [], device: device))
    bytes.open()
  }

  /// Begins to watch the connections. Called before the first message.
  mutating func connected(_ sockets: [Int32]) {
    var probe = TCPInfo(scope: ProbeScope(side: .sender, threads: [], sockets: sockets, device: device))
    probe.open()
    connections = probe
  }

  /// Reads both again, after the drain; nil where the device or TCP_INFO could not be read.
  mutating func finished() -> DeviceTraffic? {
    bytes.close()
    connections?.close()
    let readings = bytes.readings() + (connections?.readings() ?? [])
    func value(_ metric: Metric) -> UInt64? {
      readings.first { $0.metric == metric.name }?.value.flatMap {
        try? ForeignNumber.whole($0, metric.name)
      }
    }
    guard let transmitted = value(SocketMetrics.deviceTransmitted),
      let segments = value(SocketMetrics.segmentsOut), let retransmits = value(SocketMetrics.retransmits)
    else { return nil }
    return DeviceTraffic(
      name: device, transmittedBytes: transmitted, segments: segments, retransmits: retransmits)
  }
}
