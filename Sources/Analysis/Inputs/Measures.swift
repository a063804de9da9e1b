import Records

/// The measures a sweep is judged by, in the order of tables.
package enum Measures {
  package static let goodput = Measure(
    metric: "goodput", side: .flow, unit: "bit/s", better: .higher, basis: .bitsPerSecond, label: "goodput")

  package static let messageInterval = Measure(
    metric: "message_interval", side: .flow, unit: "ns", better: .lower, basis: .perMessage,
    label: "message interval")

  package static let senderDemand = Measure(
    metric: "cpu_ns_per_byte", side: .sender, unit: "ns/byte", better: .lower, basis: .perByte,
    label: "sender CPU per byte")

  package static let receiverDemand = Measure(
    metric: "cpu_ns_per_byte", side: .receiver, unit: "ns/byte", better: .lower, basis: .perByte,
    label: "receiver CPU per byte")

  package static let machineDemand = Measure(
    metric: "cpu_ns_per_byte", side: .machine, unit: "ns/byte", better: .lower, basis: .perByte,
    label: "machine CPU per byte")

  package static let all = [goodput, messageInterval, senderDemand, receiverDemand, machineDemand]

  /// Those by which cells are compared: not the message interval, which is goodput turned round.
  package static let comparison = [goodput, senderDemand, receiverDemand, machineDemand]

  /// Those whose cost per message is modelled: goodput would repeat the message interval.
  package static let cost = [messageInterval, senderDemand, receiverDemand, machineDemand]

  /// Those for which a crossover is looked for.
  package static let crossover = [goodput, senderDemand, machineDemand]

  /// Misses of each cache level per received byte, first level first and sender before receiver; read only where there
  /// is a hardware PMU.
  package static let caches = [
    ("l1d_load_misses", "L1d load misses"), ("llc_load_misses", "LLC load misses"),
  ]
  .flatMap { metric, title in
    [Side.sender, .receiver].map { side in
      Measure(
        metric: metric, side: side, unit: "per byte", better: .lower, basis: .perByte,
        label: "\(side.rawValue) \(title) per byte", per: Quantity("received_bytes", .flow))
    }
  }
}
