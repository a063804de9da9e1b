import Analysis
import Records

/// Who used the CPUs of the machine: one row per cell, terms that add up to busy but for the residual.
package struct AttributionTable {
  private let rows: [(cell: Cell, attribution: CellAttribution)]
  private let accounting: String?

  /// - Parameters:
  ///   - cells: in the order of rows.
  ///   - accounting: how the kernel was built to account CPU time, as its facts say.
  package init(_ attributions: [Cell: CellAttribution], cells: [Cell], accounting: String?) {
    rows = cells.compactMap { cell in attributions[cell].map { (cell, $0) } }
    self.accounting = accounting
  }

  /// Empty when no sample looked at the machine.
  package func text(width: Int = 120) -> String {
    guard !rows.isEmpty else { return "" }
    let terms = CellAttribution.terms
    var columns = [
      TextColumn("", "cell", isText: true, rows.map { "\($0.cell)" }),
      TextColumn("", "busy", rows.map { Self.percent($0.attribution.busy) }),
    ]
    columns += terms.enumerated().map { index, term in
      TextColumn(
        index == 0 ? "terms" : "", term.title, rows.map { Self.percent($0.attribution.shares[term.metric]) })
    }
    columns += [
      TextColumn("check", "residual", rows.map { Self.percent($0.attribution.residual) }),
      TextColumn("part of flows", "softirq", rows.map { Self.percent($0.attribution.softirqInThreads) }),
    ]
    let lines =
      ["attribution: % of CPUs x window, medians over samples"] + TextTable.lines(columns, width: width)
    return (lines + [""] + notes.flatMap { TextTable.wrapped($0, width: width) }).joined(separator: "\n")
      + "\n"
  }

  private var notes: [String] {
    var notes = [
      "busy = CPUs x window - idle. residual = busy - terms: what belongs to no thread, never a term. softirq: sampled "
        + "work done for the network inside flow threads, a part of sender and receiver."
        + (accounting.map { " The kernel accounts by \($0)." } ?? "")
    ]
    let unread = Dictionary(rows.flatMap { $0.attribution.reasons.map { ($0, $1) } }) { first, _ in first }
    notes += unread.sorted { $0.key.name < $1.key.name }.map { "- not read: \($0.key.name): \($0.value)" }
    return notes
  }

  private static func percent(_ share: Double?) -> String {
    share.map { NumberText.fixed($0 * 100, 1) } ?? "-"
  }
}
