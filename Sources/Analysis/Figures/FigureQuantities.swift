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

  package static let senderUserCost = FigureQuantity(
    "sender_user_ns_per_byte", "sender user time", unit: "ns/byte", Quantity("user_time", .sender),
    per: Quantity("received_bytes", .flow))
  package static let callsPerMessage = FigureQuantity(
    "sender_syscalls_per_message", "sender system calls per message", unit: "per message",
    Quantity("syscalls", .sender), per: Quantity("messages", .flow))
  package static let copiedNotifications = FigureQuantity(
    "zerocopy_copied_share", "share of completion notifications flagged as copied", unit: "share",
    Quantity("zerocopy_notifications_copied", .flow), per: Quantity("zerocopy_notifications", .flow))
  package static let completionsPerMessage = FigureQuantity(
    "zerocopy_completions_per_message", "zero-copy completions per message", unit: "per message",
    better: .neither, Quantity("zerocopy_completions", .flow), per: Quantity("messages", .flow))
  package static let cpuCount = FigureQuantity(
    "machine_cpu_count", "CPUs online", unit: "CPUs", better: .neither, Quantity("cpu_count", .machine))
  package static let stolen = FigureQuantity(
    "machine_stolen_cpus", "CPUs taken away by the hypervisor", unit: "CPUs", Quantity("steal", .machine),
    per: Quantity("machine_elapsed", .machine))

  /// Share of an end's CPU samples in one class; recorded in profiled sweeps only.
  package static func profile(_ kind: ProfileClass, _ side: Side) -> FigureQuantity {
    FigureQuantity(
      "\(side.rawValue)_\(kind.metric.name)", "share of \(side.rawValue) CPU samples in \(kind.title)",
      unit: "share", better: .neither, Quantity(kind.metric.name, side))
  }

  private static let profileShares =
    [ProfileClass.userGather, .copyToKernel, .deferredCopy, .pagePinning, .completions]
    .map { profile($0, .sender) } + [profile(.copyToUser, .receiver)]

  package static let all =
    [goodput, messageInterval, senderCost, receiverCost, machineCost]
    + cycles + instructions + l1Misses + llcMisses + cacheMisses + contextSwitches + systemCalls
    + [bytesPerSegment, retransmits, senderUserCost, callsPerMessage, copiedNotifications]
    + [completionsPerMessage, cpuCount, stolen] + profileShares

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
