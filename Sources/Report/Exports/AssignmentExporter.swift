import Analysis
import Records

/// The column layout of the published tables that this project grew from: A1, A2, A3, one row per cell.
///
/// Scripts for those tables expect one row per implementation, size and thread count. The row of a cell is
/// its median sample by goodput (the lower one of two): one real window, so that throughput, bytes, time and
/// counters of a row belong together, which column-wise medians would not. Counters are the sender's, where
/// the implementations differ. `Latency_us` is the message interval: window x flows / messages, as in those
/// tables, and no latency. Every sample is in `csv`.
package enum AssignmentExporter: Exporter {
  package static let name = "assignment"
  package static let summary =
    "Column layout of the published A1/A2/A3 tables: the median sample of each cell."

  package static func write(_ source: ExportSource, to output: (String) throws -> Void) throws {
    let chosen = try medianSamples(source)
    // Two cells that differ in nothing the layout shows would pass for repetitions: say in what they differ.
    let added = distinguishing.filter { column in
      Set(chosen.map { column.text($0) }).count > 1
    }
    let columns = layout + added
    try output(DelimitedText.line(columns.map(\.name)))
    for row in chosen { try output(DelimitedText.line(columns.map { $0.text(row) ?? "" })) }
  }

  private static let layout = [
    Column("Implementation") { PublishedPrimitives.label(of: $0.sample.cell.primitive) },
    Column("MessageSize") { "\($0.sample.cell.messageBytes)" },
    Column("NumThreads") { "\($0.sample.cell.flows)" },
    Column("Throughput_Gbps", "goodput", .flow, dividedBy: 1e9),
    Column("Latency_us", "message_interval", .flow, dividedBy: 1e3),
    Column("TotalBytes", "received_bytes", .flow),
    Column("CPU_Cycles", "cycles", .sender),
    Column("Instructions", "instructions", .sender),
    Column("LLC_Misses", "llc_load_misses", .sender),
    Column("L1_Misses", "l1d_load_misses", .sender),
    Column("ContextSwitches", "context_switches", .sender),
    Column("TimeElapsed_sec", "window", .flow, dividedBy: 1e9),
  ]

  /// Properties of a cell that the layout has no column for.
  private static let distinguishing: [Column] = {
    let names = [
      "variant", "receive", "link", "fields", "congestion", "nodelay", "pin", "receive_buffer_bytes",
      "send_socket_buffer_bytes", "receive_socket_buffer_bytes", "maximum_segment_bytes", "messages_per_flow",
    ]
    return SampleColumns.all().filter { names.contains($0.name) }
  }()

  /// First reads all goodputs, then picks the samples in a second pass: holds one number a sample and one
  /// sample a cell.
  private static func medianSamples(_ source: ExportSource) throws -> [SampleRow] {
    var order = source.sweep.plan.allCells
    var goodputs: [Cell: [(place: Place, goodput: Double)]] = [:]
    try source.forEachSample { sample in
      guard sample.failure == nil, let goodput = sample.value(of: .goodput) else { return }
      goodputs[sample.cell, default: []].append((Place(sample), goodput))
    }
    let medians = goodputs.mapValues { samples in
      samples.sorted { ($0.goodput, $0.place) < ($1.goodput, $1.place) }[(samples.count - 1) / 2].place
    }
    var chosen: [Cell: SampleRow] = [:]
    try source.forEachSample { sample in
      guard sample.failure == nil, medians[sample.cell] == Place(sample) else { return }
      chosen[sample.cell] = SampleRow(sweep: source.sweep.id, sample: sample)
      order.append(sample.cell)
    }
    var seen: Set<Cell> = []
    return order.filter { seen.insert($0).inserted }.compactMap { chosen[$0] }
  }

  private struct Place: Comparable {
    let round: Int
    let order: Int

    init(_ sample: Sample) {
      round = sample.round
      order = sample.order
    }

    static func < (left: Place, right: Place) -> Bool {
      (left.round, left.order) < (right.round, right.order)
    }
  }
}
