import Analysis
import Records

extension WinnerTable {
  /// Goodput of all cells but A/A twins, in the order of tables.
  package init(_ input: ReportInput) {
    var blocks: [Cell.Block] = []
    var members: [Cell.Block: [Cell]] = [:]
    for cell in input.cells {
      if members[cell.block] == nil { blocks.append(cell.block) }
      members[cell.block, default: []].append(cell)
    }
    let comparisons = Dictionary(
      grouping: input.findings.comparisons.filter { $0.measure == Figures.goodput },
      by: \.pair.candidate.block)
    let highest = Self.highest(input)
    rows = blocks.prefix(PageTable.mostRows).map { block in
      let entries = (comparisons[block] ?? []).map { Entry($0, sweep: input.sweep.id) }
      return Row(block, members[block] ?? [], entries, highest[block])
    }
    rowsInAll = rows.count < blocks.count ? blocks.count : nil
    let baselines = Set(rows.flatMap { $0.entries.map(\.baseline.description) })
    baseline = baselines.count == 1 ? baselines.first : nil
  }

  /// Claims that one primitive has the highest goodput of its block.
  static func highest(_ input: ReportInput) -> [Cell.Block: Claim] {
    var found: [Cell.Block: Claim] = [:]
    for claim in input.findings.claims where claim.scope.isAbout(Figures.goodput) {
      guard case .highest = claim.statement, let cell = claim.evidence.first?.cell else { continue }
      found[cell.block] = claim
    }
    return found
  }
}

extension WinnerTable.Row {
  fileprivate init(
    _ block: Cell.Block, _ members: [Cell], _ entries: [WinnerTable.Entry], _ claim: Claim?
  ) {
    var winner: ClaimSubject?
    if case .highest(let subject) = claim?.statement { winner = subject }
    let isBound = entries.contains { $0.withheld == .receiverBound }
    self.init(
      messageBytes: block.messageBytes, flows: block.flows, link: block.link, receive: block.receive,
      footprintBytes: block.options.footprintBytes, options: block.options,
      winner: winner, reason: winner == nil ? Self.reason(members, entries, isBound) : nil, claim: claim,
      entries: entries)
  }

  private static func reason(_ members: [Cell], _ entries: [WinnerTable.Entry], _ isBound: Bool) -> Prose {
    if members.count < 2 { return "only \(members.first?.primitive ?? "nothing") was measured here" }
    if isBound { return "the receiver set the pace" }
    return entries.isEmpty
      ? "fewer than 3 rounds with two primitives" : "none is ahead of all others for certain"
  }
}

extension WinnerTable.Entry {
  fileprivate init(_ comparison: PairComparison, sweep: Int64) {
    let interval = comparison.interval
    self.init(
      subject: ClaimSubject(comparison.pair.candidate), baseline: ClaimSubject(comparison.pair.baseline),
      percent: 100 * (comparison.estimate.ratio - 1), lower: 100 * (interval.lower - 1),
      upper: 100 * (interval.upper - 1), count: comparison.estimate.count, verdict: comparison.verdict,
      withheld: comparison.withheld, claim: PairClaims.claims([comparison], sweep: sweep).first)
  }
}
