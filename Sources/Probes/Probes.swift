import Records

/// Every probe there is, in the order in which the edges of a window are read.
///
/// All are read in the same order at both edges, so that every interval has the length of the window.
package enum Probes {
  /// Probes of the flows of one side; what must be closest to the edge comes first.
  package static let flows: [any Probe.Type] = [
    ThreadTime.self,
    RunQueueWait.self,
    ReadyThreads.self,
    SwitchCounts.self,
    PageFaults.self,
    DeviceBytes.self,
    TCPInfo.self,
  ]

  /// Probes of the whole machine, read after the flows' by one side of a host.
  package static let machine: [any Probe.Type] = [
    MachineCPU.self,
    MachineCounters.self,
  ]

  /// Probes that slow down what they look at: they get a stretch of the same traffic to themselves, after the window.
  package static let instruments: [any Probe.Type] = [
    PerfCounters.self,
    ProfileSampler.self,
  ]

  package static let all: [any Probe.Type] = flows + machine + instruments

  /// Every metric a probe can fill, in the order of `all`.
  package static var metrics: [Metric] { all.flatMap { $0.metrics } }
}
