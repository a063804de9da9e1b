import Analysis
import Records

/// The columns of a table of samples: names and order are an interface, new ones go to the end.
package enum SampleColumns {
  /// The fixed columns, then one for every recorded quantity that has no column yet, so that a new metric is
  /// exported without touching this file: `side_metric` in the metric's own unit.
  package static func all(recorded: [Quantity] = []) -> [Column] {
    let known = identity + traffic + ends + machineAndCopies
    let fixed = known + [unavailable(known + later)] + later
    let shown = Set(fixed.compactMap(\.quantity))
    return fixed + recorded.filter { !shown.contains($0) }.map { Column($0.description, $0) }
  }

  private static let nanosecondsPerSecond = 1e9

  private static let identity =
    [
      Column("sweep") { String($0.sweep) },
      Column("round") { String($0.sample.round) },
      Column("order") { String($0.sample.order) },
    ] + CellAxis.coordinates.map(Column.init)

  private static let traffic = [
    Column("window_s", TrafficMetrics.window, .flow, dividedBy: nanosecondsPerSecond),
    Column(TrafficMetrics.messages, .flow),
    Column(TrafficMetrics.receivedBytes, .flow),
    Column("goodput_gbps", TrafficMetrics.goodput, .flow, dividedBy: 1e9),
    Column("message_interval_us", TrafficMetrics.messageInterval, .flow, dividedBy: 1e3),
    // A failed sample was not limited by anything: it did not happen.
    Column("limited_by") { $0.sample.failure == nil ? $0.sample.limitedBy.rawValue : nil },
  ]

  private static let ends = [Side.sender, .receiver].flatMap { side in
    [
      Column("\(side.rawValue)_user_s", ThreadMetrics.userTime, side, dividedBy: nanosecondsPerSecond),
      Column("\(side.rawValue)_system_s", ThreadMetrics.systemTime, side, dividedBy: nanosecondsPerSecond),
      Column("\(side.rawValue)_cpu_ns_per_byte", TrafficMetrics.cpuPerByte, side),
      Column("\(side.rawValue)_cycles", CounterMetrics.cycles, side),
      Column("\(side.rawValue)_instructions", CounterMetrics.instructions, side),
      Column("\(side.rawValue)_l1d_misses", CounterMetrics.l1Misses, side),
      Column("\(side.rawValue)_llc_misses", CounterMetrics.llcMisses, side),
      Column("\(side.rawValue)_cache_misses", CounterMetrics.cacheMisses, side),
      Column("\(side.rawValue)_context_switches", ThreadMetrics.contextSwitches, side),
      Column("\(side.rawValue)_page_faults", ThreadMetrics.pageFaults, side),
      Column("\(side.rawValue)_task_clock_ns", CounterMetrics.taskClock, side),
      Column("\(side.rawValue)_syscalls", TrafficMetrics.syscalls, side),
    ]
  }

  private static let machineAndCopies = [
    Column("machine_cpu_ns_per_byte", TrafficMetrics.cpuPerByte, .machine),
    Column(TrafficMetrics.zerocopySends, .flow),
    Column(TrafficMetrics.zerocopyCompletions, .flow),
    Column(TrafficMetrics.zerocopyCopiedLow, .flow),
    Column(TrafficMetrics.zerocopyCopiedHigh, .flow),
    Column(TrafficMetrics.enobufs, .flow),
    Column(SocketMetrics.retransmits, .sender),
    Column(SocketMetrics.bytesPerSegment, .sender),
  ]

  /// `name=reason` pairs, joined by `; `, of every reading without a value. The name is that of the column.
  private static func unavailable(_ columns: [Column]) -> Column {
    let pairs = columns.compactMap { column in column.quantity.map { ($0, column.name) } }
    let names = Dictionary(pairs) { first, _ in first }
    return Column("unavailable") { row in
      let quantities = row.sample.readings.kind.quantities
      var texts: [String] = []
      row.sample.readings.forEachUnread { place, reason in
        let quantity = quantities[place]
        let text = reason.utf8.contains(UInt8(ascii: ";")) ? reason.replacing(";", with: ",") : reason
        texts.append("\(names[quantity] ?? quantity.description)=\(text)")
      }
      return texts.isEmpty ? nil : texts.joined(separator: "; ")
    }
  }

  private static let later =
    [Side.sender, .receiver].flatMap { side in
      [
        Column("\(side.rawValue)_elapsed_s", ThreadMetrics.elapsed, side, dividedBy: nanosecondsPerSecond),
        Column("\(side.rawValue)_cpu_s", ThreadMetrics.cpuTime, side, dividedBy: nanosecondsPerSecond),
        Column("\(side.rawValue)_context_switches_voluntary", ThreadMetrics.voluntarySwitches, side),
        Column("\(side.rawValue)_context_switches_involuntary", ThreadMetrics.involuntarySwitches, side),
        Column("\(side.rawValue)_migrations", CounterMetrics.cpuMigrations, side),
        countingShare(side),
      ]
    } + senderAndMachine + copies + conditions

  private static let senderAndMachine = [
    Column(SocketMetrics.segmentsOut, .sender),
    Column(TrafficMetrics.partialSends, .sender),
    Column(SocketMetrics.busyShare, .sender),
    Column(SocketMetrics.rwndLimitedShare, .sender),
    Column(SocketMetrics.sndbufLimitedShare, .sender),
    Column("machine_cpu_busy_s", MachineMetrics.busy, .machine, dividedBy: nanosecondsPerSecond),
    Column(
      "machine_cpu_sender_flows_s", MachineMetrics.senderFlows, .machine, dividedBy: nanosecondsPerSecond),
    Column(
      "machine_cpu_receiver_flows_s", MachineMetrics.receiverFlows, .machine, dividedBy: nanosecondsPerSecond),
    Column("machine_cpu_ksoftirqd_s", MachineMetrics.ksoftirqd, .machine, dividedBy: nanosecondsPerSecond),
    Column("machine_cpu_control_s", MachineMetrics.control, .machine, dividedBy: nanosecondsPerSecond),
    Column("machine_cpu_other_s", MachineMetrics.other, .machine, dividedBy: nanosecondsPerSecond),
    Column("machine_cpu_residual_s", MachineMetrics.residual, .machine, dividedBy: nanosecondsPerSecond),
  ]

  private static let copies = [
    Column(TrafficMetrics.zerocopyNotifications, .flow),
    Column(TrafficMetrics.zerocopyNotificationsCopied, .flow),
    Column(TrafficMetrics.zerocopyFallbackSends, .flow),
    Column(TrafficMetrics.zerocopyUnaccounted, .flow),
  ]

  /// The options as there were when a table first had columns after them, those columns, the options since.
  private static let conditions = {
    let options = CellAxis.options.map(Column.init)
    let since = options.firstIndex { $0.name == "footprint_bytes" } ?? options.endIndex
    return options[..<since] + outcome + options[since...]
  }()

  private static let outcome = [
    Column("finished_at_unix_ns") { String($0.sample.finishedAtUnixNanoseconds) },
    Column("caveats") { row in
      let kinds = Set(row.sample.caveats.map(\.kind)).sorted()
      return kinds.isEmpty ? nil : kinds.joined(separator: ";")
    },
    Column("failure") { $0.sample.failure },
  ]

  /// Smallest share of the window's traffic that any perf counter of a side really counted, the rest being scaled.
  private static func countingShare(_ side: Side) -> Column {
    Column("\(side.rawValue)_counting_share") { row in
      row.sample.readings.smallestCountingShare(side).map(NumberText.exact)
    }
  }
}
