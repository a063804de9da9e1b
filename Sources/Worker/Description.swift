import DataPath
import Kernel
import Probes
import Records
import Wire

/// What this worker says of itself: its machine and everything it can send, receive and read.
enum Description {
  static func ofThisWorker() -> WorkerDescription {
    WorkerDescription(
      host: host(), senders: SendPrimitives.all.map { $0.description },
      receivers: ReceivePrimitives.all.map { $0.description },
      metrics: TrafficMetrics.all + Probes.metrics)
  }

  /// The quiet moment first: the trials after it are load themselves.
  private static func host() -> HostFacts {
    let moment = MomentFacts.facts()
    return HostFacts(
      facts: HostFactsReader().read().facts + [congestion()] + moment + Capabilities.facts())
  }

  /// Facts that differ from one network namespace to the next: its sysctls, and the device that carries the data.
  static func ofNetwork(device: String) -> [HostFacts.Fact] {
    HostFactsReader(device: device).read().facts.filter { fact in
      fact.name.hasPrefix("device.") || fact.name.hasPrefix("sysctl.net.")
    }
  }

  private static func congestion() -> HostFacts.Fact {
    let settable = CongestionControls.settable()
    return settable.isEmpty
      ? .init("congestion.settable", unavailable: "no congestion control could be set on a socket")
      : .init("congestion.settable", settable.joined(separator: ","))
  }
}
