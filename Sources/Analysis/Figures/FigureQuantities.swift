import Records

/// The quantities that charts and answers speak of. Adding one: a line here.
package enum FigureQuantities {
  package static let goodput = FigureQuantity(
    "goodput_gbps", "goodput", unit: "Gbit/s", better: .higher, .goodput, scale: 1e-9)
  package static let messageInterval = FigureQuantity(
    "message_interval_us", "message interval", unit: "us", Quantity("message_interval", .flow), scale: 1e-3)
  package static let senderCost = FigureQuantity(
    "sender_cpu_ns_per_byte", "sender CPU", unit: "ns/byte", .senderCost)
  package static let receiverCost = FigureQuantity(
    "receiver_cpu_ns_per_byte", "receiver CPU", unit: "ns/byte", .receiverCost)
  package static let machineCost = FigureQuantity(
    "machine_cpu_ns_per_byte", "machine CPU", unit: "ns/byte", .machineCost)
  package static let bytesPerSegment = FigureQuantity(
    "bytes_per_segment", "bytes per segment", unit: "bytes", better: .neither,
    Quantity("bytes_per_segment", .sender))
  package static let retransmits = FigureQuantity(
    "retransmits", "retransmits", unit: "count", Quantity("retransmits", .sender))

  package static let cycles = perByte("cycles", "cycles")
  package static let instructions = perByte("instructions", "instructions")
  package static let l1Misses = perByte("l1d_load_misses", "L1d load misses")
  package static let llcMisses = perByte("llc_load_misses", "LLC load misses")
  package static let cacheMisses = perByte("cache_misses", "cache misses")

  /// By end, sender first.
  package static let contextSwitches = ends.map { side in
    FigureQuantity(
      "\(side.rawValue)_context_switches_per_message", "\(side.rawValue) context switches per message",
      unit: "per message", Quantity("context_switches", side), per: Quantity("messages", .flow))
  }

  /// By end, sender first.
  package static let systemCalls = ends.map { side in
    FigureQuantity(
      "\(side.rawValue)_syscalls_per_mib", "\(side.rawValue) system calls per MiB", unit: "per MiB",
      Quantity("syscalls", side), per: Quantity("received_bytes", .flow), scale: 1_048_576)
  }

  package static let all =
    [goodput, messageInterval, senderCost, receiverCost, machineCost]
    + cycles + instructions + l1Misses + llcMisses + cacheMisses + contextSwitches + systemCalls
    + [bytesPerSegment, retransmits]

  private static let ends: [Side] = [.sender, .receiver]

  /// A counter of each end divided by the bytes received, sender first.
  private static func perByte(_ metric: String, _ title: String) -> [FigureQuantity] {
    ends.map { side in
      FigureQuantity(
        "\(side.rawValue)_\(metric)_per_byte", "\(side.rawValue) \(title) per byte", unit: "per byte",
        Quantity(metric, side), per: Quantity("received_bytes", .flow))
    }
  }
}
