/// The figures that tables, charts, verdicts, claims and answers speak of. Adding one: a line here.
package enum Figures {
  package static let goodput = Figure(
    "goodput_gbps", "goodput", TrafficMetrics.goodput, .flow, unit: "Gbit/s", scale: 1e-9,
    basis: .bitsPerSecond)
  package static let messageInterval = Figure(
    "message_interval_us", "message interval", TrafficMetrics.messageInterval, .flow, unit: "us", scale: 1e-3,
    basis: .perMessage)
  package static let senderCost = serviceDemand(.sender)
  package static let receiverCost = serviceDemand(.receiver)
  package static let machineCost = serviceDemand(.machine)
  package static let bytesPerSegment = Figure(
    "bytes_per_segment", "bytes per segment", SocketMetrics.bytesPerSegment, .sender)
  package static let retransmits = Figure("retransmits", "retransmits", SocketMetrics.retransmits, .sender)

  package static let cycles = perByte(CounterMetrics.cycles, "cycles")
  package static let instructions = perByte(CounterMetrics.instructions, "instructions")
  package static let l1Misses = perByte(CounterMetrics.l1Misses, "L1d load misses")
  package static let llcMisses = perByte(CounterMetrics.llcMisses, "LLC load misses")
  package static let cacheMisses = perByte(CounterMetrics.cacheMisses, "cache misses")

  /// By end, sender first.
  package static let contextSwitches = ends.map { side in
    Figure(
      "\(side.rawValue)_context_switches_per_message", "\(side.rawValue) context switches per message",
      ThreadMetrics.contextSwitches, side, per: messages, unit: "per message")
  }

  /// By end, sender first.
  package static let systemCalls = ends.map { side in
    Figure(
      "\(side.rawValue)_syscalls_per_mib", "\(side.rawValue) system calls per MiB", TrafficMetrics.syscalls,
      side,
      per: receivedBytes, unit: "per MiB", scale: 1_048_576)
  }

  package static let senderUserCost = Figure(
    "sender_user_ns_per_byte", "sender user time", ThreadMetrics.userTime, .sender, per: receivedBytes,
    unit: "ns/byte")
  package static let callsPerMessage = Figure(
    "sender_syscalls_per_message", "sender system calls per message", TrafficMetrics.syscalls, .sender,
    per: messages, unit: "per message")
  package static let copiedNotifications = Figure(
    "zerocopy_copied_share", "share of completion notifications flagged as copied",
    TrafficMetrics.zerocopyNotificationsCopied, .flow,
    per: Figure.Term(TrafficMetrics.zerocopyNotifications, .flow), unit: "share")
  package static let completionsPerMessage = Figure(
    "zerocopy_completions_per_message", "zero-copy completions per message",
    TrafficMetrics.zerocopyCompletions,
    .flow, per: messages, unit: "per message")
  package static let cpuCount = Figure(
    "machine_cpu_count", "CPUs online", MachineMetrics.cpuCount, .machine, unit: "CPUs")
  package static let stolen = Figure(
    "machine_stolen_cpus", "CPUs taken away by the hypervisor", MachineMetrics.steal, .machine,
    per: Figure.Term(MachineMetrics.elapsed, .machine), unit: "CPUs")

  /// Share of an end's CPU samples in one class; recorded in profiled sweeps only.
  package static func profile(_ kind: ProfileClass, _ side: Side) -> Figure {
    Figure(
      "\(side.rawValue)_\(kind.metric.name)", "share of \(side.rawValue) CPU samples in \(kind.title)",
      kind.metric, side)
  }

  private static let profileShares =
    [ProfileClass.userGather, .copyToKernel, .deferredCopy, .pagePinning, .completions]
    .map { profile($0, .sender) } + [profile(.copyToUser, .receiver)]

  /// Every figure, in the order of the report's table of medians.
  package static let all =
    [goodput, messageInterval, senderCost, receiverCost, machineCost]
    + cycles + instructions + l1Misses + llcMisses + cacheMisses + contextSwitches + systemCalls
    + [bytesPerSegment, retransmits, senderUserCost, callsPerMessage, copiedNotifications]
    + [completionsPerMessage, cpuCount, stolen] + profileShares

  /// A sweep is judged by these, in the order of tables: each stored value stands for a cost per message.
  package static let judged = all.filter { $0.basis != nil && $0.denominator == nil }

  /// Cells are compared by these. The message interval is not among them: it is goodput turned round.
  package static let compared = judged.filter { $0 != messageInterval }

  /// Cost models are fitted to these. Goodput is not among them: it would repeat the message interval.
  package static let cost: [Figure] = judged.filter { $0 != goodput }

  /// Crossovers are looked for by these: what a receiver pays says nothing about its senders.
  package static let crossover = compared.filter { $0 != receiverCost }

  /// Cache levels are compared by these misses per received byte: first level first, sender before receiver.
  ///
  /// Only machines with a hardware PMU record them.
  package static let caches = l1Misses + llcMisses

  private static let ends: [Side] = [.sender, .receiver]
  private static let messages = Figure.Term(TrafficMetrics.messages, .flow)
  private static let receivedBytes = Figure.Term(TrafficMetrics.receivedBytes, .flow)

  private static func serviceDemand(_ side: Side) -> Figure {
    Figure(
      "\(side.rawValue)_\(TrafficMetrics.cpuPerByte.name)", "\(side.rawValue) CPU",
      label: "\(side.rawValue) CPU per byte", TrafficMetrics.cpuPerByte, side, basis: .perByte)
  }

  /// A counter of each end divided by the bytes received, sender first.
  private static func perByte(_ metric: Metric, _ title: String) -> [Figure] {
    ends.map { side in
      Figure(
        "\(side.rawValue)_\(metric.name)_per_byte", "\(side.rawValue) \(title) per byte", metric, side,
        per: receivedBytes, unit: "per byte", basis: .perByte)
    }
  }
}
