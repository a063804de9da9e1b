import Analysis
import Records
import Report

/// A stored sweep as the terminal shows it: summary, copies, verdicts, and who used the CPUs.
struct SweepText {
  private let stored: StoredSweep
  /// How often A/A pairs got a verdict; nil for a sweep that is no self-check.
  let selfCheck: SelfCheck?

  init(_ stored: StoredSweep) {
    self.stored = stored
    selfCheck = stored.selfCheck()
  }

  func text() -> String {
    result + "\n" + (stored.sweep.plan.instruments?.profile == true ? profile : "")
  }

  private var result: String {
    if let selfCheck { return SelfCheckText.line(selfCheck) }
    let caveats = stored.sweep.caveats.map { "note: \($0.sentence.rendered)\n" }.joined()
    let copies = stored.ledgers.isEmpty ? "" : LedgerTable.text(stored.ledgers) + "\n"
    let goodput = stored.findings.cells.first ?? []
    let table = SummaryTable(stored.summary, goodput: goodput).text() + caveats + "\n" + copies
    // One cell has nothing to be compared with.
    guard stored.sweep.plan.allCells.count > 1 else { return table }
    return table
      + FindingsText(
        stored.findings, plan: stored.sweep.plan, senders: stored.sweep.senders, table: stored.table,
        summary: stored.summary
      ).text()
  }

  private var profile: String {
    let host = stored.sweep.host
    let cells = stored.summary.cells.map(\.cell)
    let accounting = host["kernel.cpu_accounting"].map { mode in
      "\(mode), irq time accounting \(host["kernel.irq_time_accounting"] ?? "unknown")"
    }
    let isByTimer = stored.summary.caveats.contains { $0.kind == Caveats.profileTimer.kind }
    return "\n" + AttributionTable(stored.attributions, cells: cells, accounting: accounting).text() + "\n"
      + ProfileTable(
        stored.profiles, cells: cells, kernel: host["kernel.release"], isByTimer: isByTimer
      ).text()
  }
}
