import DataPath
import Probes
import Records
import Wire

/// What this worker says of itself: its machine and everything it can send, receive and read.
enum Description {
  static func ofThisWorker() -> WorkerDescription {
    WorkerDescription(
      host: HostFactsReader().read(), senders: SendPrimitives.all.map { $0.facts.description },
      receivers: ReceivePrimitives.all.map { $0.facts.description },
      metrics: TrafficMetrics.all + Probes.metrics)
  }
}
