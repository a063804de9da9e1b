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
    return fixed + recorded.filter { !shown.contains($0) }.map { Column($0.description, $0.metric, $0.side) }
  }

  private static let nanosecondsPerSecond = 1e9

  private static let identity =
    [
      Column("sweep") { String($0.sweep) },
      Column("round") { String($0.sample.round) },
      Column("order") { String($0.sample.order) },
    ] + CellAxis.coordinates.map(Column.init)

  private static let traffic = [
    Column("window_s", "window", .flow, dividedBy: nanosecondsPerSecond),
    Column("messages", "messages", .flow),
    Column("received_bytes", "received_bytes", .flow),
    Column("goodput_gbps", "goodput", .flow, dividedBy: 1e9),
    Column("message_interval_us", "message_interval", .flow, dividedBy: 1e3),
    // A failed sample was not limited by anything: it did not happen.
    Column("limited_by") { $0.sample.failure == nil ? $0.sample.limitedBy.rawValue : nil },
  ]

  private static let ends = [Side.sender, .receiver].flatMap { side in
    [
      Column("\(side.rawValue)_user_s", "user_time", side, dividedBy: nanosecondsPerSecond),
      Column("\(side.rawValue)_system_s", "system_time", side, dividedBy: nanosecondsPerSecond),
      Column("\(side.rawValue)_cpu_ns_per_byte", "cpu_ns_per_byte", side),
      Column("\(side.rawValue)_cycles", "cycles", side),
      Column("\(side.rawValue)_instructions", "instructions", side),
      Column("\(side.rawValue)_l1d_misses", "l1d_load_misses", side),
      Column("\(side.rawValue)_llc_misses", "llc_load_misses", side),
      Column("\(side.rawValue)_cache_misses", "cache_misses", side),
      Column("\(side.rawValue)_context_switches", "context_switches", side),
      Column("\(side.rawValue)_page_faults", "page_faults", side),
      Column("\(side.rawValue)_task_clock_ns", "task_clock", side),
      Column("\(side.rawValue)_syscalls", "syscalls", side),
    ]
  }

  private static let machineAndCopies = [
    Column("machine_cpu_ns_per_byte", "cpu_ns_per_byte", .machine),
    Column("zerocopy_sends", "zerocopy_sends", .flow),
    Column("zerocopy_completions", "zerocopy_completions", .flow),
    Column("zerocopy_copied_low", "zerocopy_copied_low", .flow),
    Column("zerocopy_copied_high", "zerocopy_copied_high", .flow),
    Column("enobufs", "enobufs", .flow),
    Column("retransmits", "retransmits", .sender),
    Column("bytes_per_segment", "bytes_per_segment", .sender),
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
        Column("\(side.rawValue)_elapsed_s", "elapsed", side, dividedBy: nanosecondsPerSecond),
        Column("\(side.rawValue)_cpu_s", "cpu_time", side, dividedBy: nanosecondsPerSecond),
        Column("\(side.rawValue)_context_switches_voluntary", "context_switches_voluntary", side),
        Column("\(side.rawValue)_context_switches_involuntary", "context_switches_involuntary", side),
        Column("\(side.rawValue)_migrations", "cpu_migrations", side),
        countingShare(side),
      ]
    } + senderAndMachine + copies + conditions

  private static let senderAndMachine = [
    Column("segments_out", "segments_out", .sender),
    Column("partial_sends", "partial_sends", .sender),
    Column("busy_share", "busy_share", .sender),
    Column("rwnd_limited_share", "rwnd_limited_share", .sender),
    Column("sndbuf_limited_share", "sndbuf_limited_share", .sender),
    Column("machine_cpu_busy_s", "cpu_busy", .machine, dividedBy: nanosecondsPerSecond),
    Column("machine_cpu_sender_flows_s", "cpu_sender_flows", .machine, dividedBy: nanosecondsPerSecond),
    Column("machine_cpu_receiver_flows_s", "cpu_receiver_flows", .machine, dividedBy: nanosecondsPerSecond),
    Column("machine_cpu_ksoftirqd_s", "cpu_ksoftirqd", .machine, dividedBy: nanosecondsPerSecond),
    Column("machine_cpu_control_s", "cpu_control", .machine, dividedBy: nanosecondsPerSecond),
    Column("machine_cpu_other_s", "cpu_other", .machine, dividedBy: nanosecondsPerSecond),
    Column("machine_cpu_residual_s", "cpu_residual", .machine, dividedBy: nanosecondsPerSecond),
  ]

  private static let copies = [
    Column("zerocopy_notifications", "zerocopy_notifications", .flow),
    Column("zerocopy_notifications_copied", "zerocopy_notifications_copied", .flow),
    Column("zerocopy_fallback_sends", "zerocopy_fallback_sends", .flow),
    Column("zerocopy_unaccounted", "zerocopy_unaccounted", .flow),
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
