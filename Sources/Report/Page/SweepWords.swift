import Analysis
import Records

/// What a sweep asked, how and of what, in sentences.
struct SweepWords {
  private let sweep: Sweep
  private let summary: SweepSummary
  private let counts: SweepCounts

  init(_ input: ReportInput, _ counts: SweepCounts) {
    sweep = input.sweep
    summary = input.summary
    self.counts = counts
  }

  var entries: [FrontPage.Entry] {
    [
      .init(name: "Objective", text: objective), .init(name: "Method", text: method),
      .init(name: "What was run", text: run), .init(name: "Command", text: sweep.command, isCode: true),
    ]
  }

  private var objective: String {
    "What does it cost to move a message through a TCP socket on this machine, by how it is sent: "
      + "\(subjects.joined(separator: ", "))? Measured over \(sizes) and \(flows) over \(links)."
  }

  private var method: String {
    let window = milliseconds(sweep.plan.windowNanoseconds)
    return
      "In each round every cell (primitive, message size, flows, link) runs once, in seeded random order, with freshly "
      + "started processes at both ends. A sample is one window of \(window) in steady state, after \(warmup). "
      + "Figures are medians over rounds with 95 % intervals of order statistics; \(comparisons)"
  }

  private var comparisons: String {
    // Sweeps side by side have no number of their own.
    guard sweep.id != 0 else {
      return "sweeps made at different times lie side by side, and nothing is paired between them."
    }
    return
      "comparisons are geometric means of ratios paired by round, with 95 % intervals, corrected for the number of "
      + "comparisons (Holm)."
  }

  private var warmup: String {
    switch sweep.plan.warmup {
    case .pilot(let minimum):
      "a warm-up of at least \(milliseconds(minimum)) that a pilot of each block fixed"
    case .fixed(let fixed): "a warm-up of \(milliseconds(fixed))"
    }
  }

  private var run: String {
    let lost = counts.lost == 0 ? "none lost" : "\(counts.lost) lost"
    let seed = sweep.id == 0 ? "" : ", seed \(sweep.plan.seed)"
    let end = sweep.id == 0 ? "" : " The sweep \(status)."
    return
      "\(counts.cells) cells, up to \(sweep.plan.rounds) rounds\(seed): \(counts.samples) samples, \(lost).\(end)"
  }

  private var status: String {
    switch sweep.status {
    case .finished: "ran to its end"
    case .running: "was still running, or its process was killed"
    case .interrupted: "was interrupted"
    }
  }

  private var subjects: [String] { unique(summary.cells.map { "\(ClaimSubject($0.cell))" }) }
  private var links: String { unique(summary.cells.map(\.cell.link)).joined(separator: ", ") }

  private var sizes: String {
    let sizes = Set(summary.cells.map { MessageSize($0.cell.messageBytes) }).sorted()
    guard let first = sizes.first, let last = sizes.last else { return "no message size" }
    return first == last
      ? "messages of \(first) bytes" : "\(sizes.count) message sizes from \(first) to \(last) bytes"
  }

  private var flows: String {
    let flows = Set(summary.cells.map(\.cell.flows)).sorted()
    guard flows.count > 1 else { return flows == [1] ? "1 flow" : "\(flows.first ?? 0) flows" }
    guard flows.count <= 8 else { return "\(flows[0]) to \(flows[flows.count - 1]) flows" }
    return "\(flows.map { "\($0)" }.joined(separator: ", ")) flows"
  }

  private func unique(_ texts: [String]) -> [String] {
    var seen: Set<String> = []
    return texts.filter { seen.insert($0).inserted }
  }

  private func milliseconds(_ nanoseconds: UInt64) -> String { "\(nanoseconds / 1_000_000) ms" }
}
