import DataPath
import Kernel
import Probes
import Records
import Wire

/// What this worker says of itself: its machine and everything it can send, receive and read.
enum Description {
  static func ofThisWorker() -> WorkerDescription {
    WorkerDescription(
      host: host(), senders: SendPrimitives.all.map { describe($0.facts) },
      receivers: ReceivePrimitives.all.map { describe($0.facts) },
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

  private static func describe(_ facts: SendFacts) -> PrimitiveDescription {
    PrimitiveDescription(
      name: facts.name, aliases: facts.aliases, summary: facts.summary, calls: facts.calls,
      memory: "\(facts.memory); contents: \(facts.contents)", movesNothing: facts.movesNothing)
  }

  private static func describe(_ facts: ReceiveFacts) -> PrimitiveDescription {
    PrimitiveDescription(
      name: facts.name, aliases: facts.aliases, summary: facts.summary, calls: facts.calls,
      memory: facts.memory)
  }
}
