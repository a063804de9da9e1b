import Records

/// One sweep of an archive, read once: terminal, report, checks and comparisons are views of this.
///
/// A few numbers of each sample are kept, in tables of values, and no `Sample`.
package struct StoredSweep: Sendable {
  package let sweep: Sweep
  /// Descriptions of the metrics.
  package let metrics: [Metric]
  /// What its proof runs showed, and why a primitive has no ledger.
  package let ledgers: [LedgerEntry]
  /// Cells in the order of the plan, without A/A twins, with failures, caveats and what was not read.
  package let summary: SweepSummary
  /// Values by cell and round, those of A/A twins too.
  package let table: SampleTable
  /// Estimates, comparisons, crossovers, cost models, claims, advice.
  package let findings: SweepFindings
  /// Median and interval of every figure of every cell.
  package let figures: CellFigures
  /// Cells of profiled sweeps only.
  package let profiles: [Cell: Profiles]
  package let attributions: [Cell: CellAttribution]
  package let losses: Losses

  /// Where the CPU time of a cell went, by side; nil for a side that was not profiled.
  package struct Profiles: Sendable {
    package let sender: CellProfile?
    package let receiver: CellProfile?
    package let machine: CellProfile?

    package init(sender: CellProfile?, receiver: CellProfile?, machine: CellProfile?) {
      (self.sender, self.receiver, self.machine) = (sender, receiver, machine)
    }
  }

  /// Samples that failed, those of A/A twins too.
  package struct Losses: Hashable, Sendable {
    package fileprivate(set) var count = 0
    /// Why the first of them failed.
    package fileprivate(set) var firstCause: String?
    /// Samples that did not fail.
    package fileprivate(set) var measured = 0
  }

  /// What a builder holds is let go as soon as its result is there: together they are the most memory of a report.
  ///
  /// - Parameter afterReading: called once most of what samples left behind was let go, before the analysis begins
  ///   on all CPUs.
  package init(
    _ builder: Builder, metrics: [Metric] = [], ledgers: [LedgerEntry] = [], afterReading: () -> Void = {}
  ) {
    sweep = builder.sweep
    self.metrics = metrics
    self.ledgers = ledgers
    losses = builder.losses
    (figures, summary, attributions) = builder.takeResults()
    builder.table.keep(Figures.judged + Figures.caches)
    profiles = builder.profiles.compactMapValues { $0.profiles() }
    table = builder.table
    afterReading()
    findings = SweepFindings(
      table, plan: sweep.plan, sweep: sweep.id, stoppedByPrecision: builder.stoppedByPrecision)
  }

  /// How often the A/A pairs of a self-check got a verdict; nil for any other sweep.
  ///
  /// Each pair is judged by its own rule, as a sweep of that pair alone would have judged it.
  package func selfCheck() -> SelfCheck? {
    guard sweep.plan.repetition.selfCheckPairs != nil else { return nil }
    let rule = RepetitionRule(sweep.plan)
    guard let decision = rule.decision else { return nil }
    let verdicts = rule.pairs.map { pair in
      let rounds = PairedRounds(
        candidate: table.series(Figures.goodput, pair.candidate),
        baseline: table.series(Figures.goodput, pair.baseline))
      return decision.verdicts(decision.progress([rounds], isFinal: true), higherIsBetter: true)[0]
    }
    return SelfCheck(verdicts)
  }
}

extension StoredSweep {
  /// Takes the samples of a sweep one by one, by round and order.
  package final class Builder {
    fileprivate let sweep: Sweep
    fileprivate let stoppedByPrecision: Set<Cell>
    fileprivate var losses = Losses()
    private var summary: SweepSummary.Builder
    fileprivate var table = SampleTable(figures: Figures.all)
    fileprivate var profiles: [Cell: ProfileBuilders] = [:]
    private var attributions: [(cell: Cell, builder: CellAttribution.Builder)] = []
    private var places = ReadingPlaces(CellAttribution.quantities)
    /// Looked up once a sample: ten thousand cells are more than a cache holds.
    private var cells: [Cell: CellPlaces] = [:]

    fileprivate struct ProfileBuilders {
      var sides = [CellProfile.Builder(side: .sender), .init(side: .receiver), .init(side: .machine)]

      mutating func add(_ sample: Sample) {
        for side in sides.indices { sides[side].add(sample) }
      }

      /// Nil where no side was profiled.
      func profiles() -> Profiles? {
        let all = sides.map { $0.profile() }
        guard all.contains(where: { $0 != nil }) else { return nil }
        return Profiles(sender: all[0], receiver: all[1], machine: all[2])
      }
    }

    /// Where each of the others keeps what it has of a cell; nil for an A/A twin, of which only the table knows.
    private struct CellPlaces {
      let table: Int
      let others: (summary: Int, attribution: Int)?
    }

    /// - Parameter stoppedByPrecision: nil for the cells that the plan's rule stopped.
    package init(_ sweep: Sweep, stoppedByPrecision: Set<Cell>? = nil) {
      self.sweep = sweep
      self.stoppedByPrecision = stoppedByPrecision ?? sweep.plan.cellsStoppedByPrecision
      summary = SweepSummary.Builder(
        cells: sweep.plan.allCells.filter { !TwinCells.isTwin($0) }, keepsValues: false,
        baseline: sweep.plan.baselineName)
    }

    private func cellPlaces(_ cell: Cell) -> CellPlaces {
      if let known = cells[cell] { return known }
      let isTwin = TwinCells.isTwin(cell)
      if !isTwin { attributions.append((cell, .init())) }
      let places = CellPlaces(
        table: table.place(of: cell),
        others: isTwin ? nil : (summary.place(of: cell), attributions.count - 1))
      cells[cell] = places
      return places
    }

    package func add(_ sample: Sample) {
      if let cause = sample.failure {
        losses.count += 1
        losses.firstCause = losses.firstCause ?? cause
      } else {
        losses.measured += 1
      }
      let place = cellPlaces(sample.cell)
      table.add(sample, at: place.table)
      guard let others = place.others else { return }
      summary.add(sample, at: others.summary)
      attributions[others.attribution].builder.add(sample, places.places(in: sample.readings))
      guard sweep.plan.instruments?.profile == true else { return }
      profiles[sample.cell, default: ProfileBuilders()].add(sample)
    }

    /// The values of all samples become a few numbers a cell, and are let go.
    fileprivate func takeResults() -> (CellFigures, SweepSummary, [Cell: CellAttribution]) {
      let (summary, attributions, table) = (self.summary, self.attributions, self.table)
      self.summary = SweepSummary.Builder()
      self.attributions = []
      let (first, rest) = concurrently(
        { [stoppedByPrecision] in CellFigures(table, stoppedByPrecision: stoppedByPrecision) },
        {
          (summary.summary(table), attributions.reduce(into: [:]) { $0[$1.cell] = $1.builder.attribution() })
        })
      return (first, rest.0, rest.1)
    }
  }
}
