import Analysis
import Records

/// What all charts of a sweep share: its cells in words, its series and their looks, the footer.
struct ChartScene: Sendable {
  let input: ReportInput
  /// In the order of tables, without twins.
  let cells: [Cell]
  /// Primitives, peers and builds in the order of the plan.
  let subjects: [ClaimSubject]
  let styles: [SeriesStyle]
  private let summaries: [Cell: CellSummary]
  private let settings: ChartSetting

  init(_ input: ReportInput) {
    self.input = input
    summaries = Dictionary(input.summary.cells.map { ($0.cell, $0) }) { first, _ in first }
    cells = input.summary.cells.map(\.cell)
    var seen: Set<ClaimSubject> = []
    subjects = cells.map { ClaimSubject($0) }.filter { seen.insert($0).inserted }
    styles = SeriesStyles.styles(subjects, senders: input.sweep.senders)
    settings = ChartSetting(cells)
  }

  /// Legend entries.
  var series: [String] { subjects.map(\.description) }
  var sizes: [Int] { Set(cells.map(\.messageBytes)).sorted() }
  var flows: [Int] { Set(cells.map(\.flows)).sorted() }

  /// What others are compared with: the baseline, or the first primitive of a sweep without one.
  var reference: ClaimSubject? {
    subjects.first { $0.primitive == input.sweep.plan.baseline } ?? subjects.first
  }

  func series(_ cell: Cell) -> String { ClaimSubject(cell).description }

  /// Empty where only primitive, size and flows differ within the sweep.
  func setting(_ cell: Cell) -> String { settings.text(cell) }

  /// `one-copy 64Ki x 2 over veth, 16 fields`.
  func name(_ cell: Cell) -> String { "\(cell)" }

  /// Kinds of caveats on the cell's samples, how many carry them, and what limited it.
  func caveats(_ cell: Cell) -> String {
    guard let summary = summaries[cell] else { return "none" }
    var texts = summary.caveats.map { "\($0.kind) (\($0.samples) of \(summary.samples))" }
    if let limit = summary.limitedBy, limit.value == .receiverCPU || limit.value == .receiveWindow {
      texts.append("limited by the receiver")
    }
    return texts.isEmpty ? "none" : texts.joined(separator: ", ")
  }

  /// Why a cell has no figure of a quantity.
  func reason(_ cell: Cell, _ quantity: Figure) -> String {
    if let summary = summaries[cell], summary.samples == 0 {
      return summary.failures.first.map { "every sample failed: \($0.value)" } ?? "no sample was taken"
    }
    return input.figures.reason(cell, quantity) ?? "not recorded"
  }

  /// Settings in the order of the plan; one, empty, where nothing but primitive, size and flows differs.
  var allSettings: [String] {
    var seen: Set<String> = []
    return cells.map(setting).filter { seen.insert($0).inserted }
  }

  /// `1 flow`, `4 flows`, preceded by the setting where there are several.
  func flowsPanel(_ cell: Cell) -> String {
    let flows = cell.flows == 1 ? "1 flow" : "\(cell.flows) flows"
    let setting = setting(cell)
    return setting.isEmpty ? flows : "\(setting), \(flows)"
  }

  /// The cells setting by setting, few flows first: the order of panels that show one number of flows each.
  func byFlows(_ cells: [Cell]) -> [Cell] {
    let settings = allSettings
    return cells.enumerated().map { number, cell in
      (cell: cell, key: [settings.firstIndex(of: setting(cell)) ?? 0, cell.flows, number])
    }.sorted { $0.key.lexicographicallyPrecedes($1.key) }.map(\.cell)
  }

  /// Panels of one row where there are several settings: one setting to a row.
  func panelsAcross(_ cells: [Cell]) -> Int? {
    allSettings.count > 1 ? Set(cells.map(\.flows)).count : nil
  }

  /// What the figures depend on, in two lines and one more for each setting that goes with the flows.
  var footer: [String] {
    let sweep = input.sweep
    let links = Set(cells.map(\.link)).sorted().joined(separator: ", ")
    let cpus = sweep.host["cpu.count"].map { "\($0) x " } ?? ""
    return [
      "\(cpus)\(sweep.host["cpu.model"] ?? "unknown CPU"), Linux \(sweep.host["kernel.release"] ?? "unknown")",
      "over \(links), \(SweepDocument.utc(sweep.startedAtUnixNanoseconds)), copycost \(sweep.version), "
        + "sweep \(sweep.id)",
    ] + settings.alongFlows
  }
}
