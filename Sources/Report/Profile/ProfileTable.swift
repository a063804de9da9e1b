import Analysis
import Records

/// What the CPUs did by class of kernel function: one table per size, flows and link, classes downward,
/// primitives and sides across.
package struct ProfileTable {
  private struct Column {
    var cell: Cell
    var side: Side
    var profile: CellProfile
  }

  /// Cells side by side in one table; three with three sides each fit into 120 columns.
  private static let cellsAcross = 3

  private let blocks: [[Column]]
  private let kernel: String?
  private let seesDisabledInterrupts: Bool

  /// - Parameters:
  ///   - profiles: of one sweep; cells without one are passed over.
  ///   - cells: in the order in which tables show them.
  ///   - kernel: release of the kernel that was profiled, for the note about symbols.
  ///   - isByTimer: whether a timer took the samples.
  package init(
    _ profiles: [Cell: StoredSweep.Profiles], cells: [Cell], kernel: String?, isByTimer: Bool
  ) {
    var order: [Cell.Block] = []
    var columns: [Cell.Block: [[Column]]] = [:]
    for cell in cells {
      let sides = [
        (Side.sender, profiles[cell]?.sender), (.receiver, profiles[cell]?.receiver),
        (.machine, profiles[cell]?.machine),
      ]
      let found = sides.compactMap { side, profile in
        profile.map { Column(cell: cell, side: side, profile: $0) }
      }
      guard !found.isEmpty else { continue }
      if columns[cell.block] == nil { order.append(cell.block) }
      columns[cell.block, default: []].append(found)
    }
    blocks = order.flatMap { block -> [[Column]] in
      let all = columns[block] ?? []
      return stride(from: 0, to: all.count, by: Self.cellsAcross).map { start in
        all[start..<min(start + Self.cellsAcross, all.count)].flatMap(\.self)
      }
    }
    self.kernel = kernel
    seesDisabledInterrupts = !isByTimer
  }

  /// Empty when nothing was profiled.
  package func text(width: Int = 120) -> String {
    guard !blocks.isEmpty else { return "" }
    let tables = blocks.map { columns in
      ([title(columns)] + TextTable.lines([Self.names] + columns.map(Self.column), width: width) + [""])
        .joined(separator: "\n")
    }
    return (tables + [notes.flatMap { TextTable.wrapped($0, width: width) }.joined(separator: "\n")])
      .joined(separator: "\n") + "\n"
  }

  private func title(_ columns: [Column]) -> String {
    let cell = columns[0].cell
    return "profile of \(MessageSize(cell.messageBytes)) x \(cell.flows) over \(cell.link)"
      + "\(cell.departures): % of CPU samples"
  }

  private static let names = TextColumn(
    "", "", isText: true, ProfileClass.allCases.map(\.title) + ["samples", "lost", "(in softirq)"])

  private static func column(_ column: Column) -> TextColumn {
    let profile = column.profile
    let shares = ProfileClass.allCases.map { one -> String in
      guard case .success(let share) = profile.classes[one] else { return "-" }
      return text(share)
    }
    let name = column.side == .sender ? column.cell.primitive : ""
    return TextColumn(
      name, column.side.rawValue,
      shares + [
        profile.samples.map(whole) ?? "-", profile.lost.map(whole) ?? "-", profile.inSoftirq.map(text) ?? "-",
      ])
  }

  /// `23.1 ±1.2`: percent and the larger half of its 95 % interval; nothing at all is a point.
  private static func text(_ share: ProfileShare) -> String {
    guard share.count > 0 else { return "." }
    let interval = share.interval
    let error = max(share.value - interval.lower, interval.upper - share.value)
    return "\(NumberText.fixed(share.value * 100, 1)) ±\(NumberText.fixed(error * 100, 1))"
  }

  private static func whole(_ value: Double) -> String { NumberText.fixed(value, 0) }

  private var notes: [String] {
    var notes = [
      "sender, receiver: the flow threads of an end, softirq work done in them included (in softirq: how much, a part "
        + "of the classes). machine: every CPU; threads that are none of ours are in other. "
        + "±: 95 % interval as if samples were independent. A point is no sample at all."
    ]
    if !seesDisabledInterrupts {
      notes.append(
        "A timer took the samples (cpu-clock, no PMU): it cannot see inside sections with interrupts off; their time "
          + "is counted where they end.")
    }
    let checked = ProfileMetrics.checkedKernels.joined(separator: ", ")
    let unknown = unknownShare.map { " Unknown, at most: \(NumberText.fixed($0 * 100, 1)) %." } ?? ""
    notes.append(
      "Classes of functions checked on Linux \(checked); this is \(kernel ?? "unnamed").\(unknown)")
    return notes + missing
  }

  private var unknownShare: Double? {
    blocks.joined().compactMap { try? $0.profile.classes[.unknown]?.get().value }.max()
  }

  private var missing: [String] {
    var seen: Set<String> = []
    return blocks.joined().flatMap { column -> [String] in
      let reasons = ProfileClass.allCases.compactMap { one -> String? in
        guard case .failure(let missing) = column.profile.classes[one] else { return nil }
        return missing.reason
      }
      return Set(reasons).sorted().map { "- not sampled (\(column.side.rawValue)): \($0)" }
    }.filter { seen.insert($0).inserted }
  }
}
