import Records

/// What a sweep's samples say cell by cell, and what they could not say.
package struct SweepSummary: Hashable, Sendable {
  /// In the order of the plan; cells that were added later follow.
  package let cells: [CellSummary]
  /// Every kind met on any sample, by kind.
  package let caveats: [CaveatCount]
  /// Quantities that samples could not read, grouped by reason.
  package let unread: [UnreadQuantities]

  /// The primitive that others are compared with.
  package let baseline: String

  /// The summary of some cells alone; caveats and what is unread stay those of all.
  package func filtered(_ shows: (Cell) -> Bool) -> SweepSummary {
    SweepSummary(
      cells: cells.filter { shows($0.cell) }, caveats: caveats, unread: unread, baseline: baseline)
  }

  /// The summary of the first cells alone; likewise.
  package func first(_ count: Int) -> SweepSummary {
    SweepSummary(cells: Array(cells.prefix(count)), caveats: caveats, unread: unread, baseline: baseline)
  }
}

/// Quantities without a figure for one reason, in the same number of samples.
package struct UnreadQuantities: Hashable, Sendable {
  package let reason: String
  /// In the order in which samples hold them.
  package internal(set) var quantities: [Quantity]
  /// Samples in which each of them is unread.
  package let samples: Int
  /// Samples that tried to read it.
  package let tried: Int
}

extension SweepSummary {
  /// Summarises samples one by one: holds a few numbers of each, never the sample.
  ///
  /// About 100 bytes a sample with the default quantities.
  package struct Builder: Sendable {
    private let figures: [Figure]
    private let baseline: String
    /// Goodput and the figures; nil where `summary` gets a table.
    private var values: SampleTable?
    private var order: [Cell] = []
    private var indices: [Cell: Int] = [:]
    /// By index.
    private var tallies: [CellTally] = []
    private var places: ReadingPlaces
    private var caveats = CaveatTally()
    private var unread = UnreadTally()

    /// - Parameters:
    ///   - cells: the plan's, so that a cell without any sample is shown too.
    ///   - figures: whose spread is wanted, of one metric each.
    ///   - keepsValues: false when `summary` gets them from a table.
    ///   - baseline: the primitive that others are compared with.
    package init(
      cells: [Cell] = [],
      figures: [Figure] = Figures.compared, keepsValues: Bool = true, baseline: String = Defaults.baseline
    ) {
      self.figures = figures
      self.baseline = baseline
      values =
        keepsValues ? SampleTable(figures: [Figures.goodput] + figures.filter { $0 != Figures.goodput }) : nil
      places = ReadingPlaces(CopiedTally.quantities)
      for cell in cells { _ = place(of: cell) }
    }

    /// Where the samples of a cell are counted: for who adds many.
    package mutating func place(of cell: Cell) -> Int {
      if let known = indices[cell] { return known }
      indices[cell] = order.count
      order.append(cell)
      tallies.append(CellTally())
      return order.count - 1
    }

    package mutating func add(_ sample: Sample) {
      add(sample, at: place(of: sample.cell))
    }

    /// Adds a sample of the cell at a place.
    package mutating func add(_ sample: Sample, at place: Int) {
      tallies[place].add(sample, places.places(in: sample.readings))
      values?.add(sample)
      if !sample.caveats.isEmpty { caveats.add(sample.caveats) }
      if sample.failure == nil { unread.add(sample.readings) }
    }

    package func summary() -> SweepSummary {
      summary(values ?? SampleTable())
    }

    /// The summary, of values that a table of the same samples keeps.
    package func summary(_ table: SampleTable) -> SweepSummary {
      let cells = order.indices.map { place in
        let spreads = figures.map { ($0, SampleSpread(table.series($0, order[place]).values)) }
        return tallies[place].summary(
          of: order[place], spreads.reduce(into: [:]) { $0[$1.0] = $1.1 },
          goodput: table.series(Figures.goodput, order[place]),
          reference: reference(of: order[place]).map { table.series(Figures.goodput, order[$0]) })
      }
      return SweepSummary(
        cells: cells, caveats: caveats.counts, unread: unread.grouped, baseline: baseline)
    }

    /// The cell that a cell is compared with: the baseline in the same block,
    /// of the same variant, or of the default one where there is none (a peer has no variants).
    private func reference(of cell: Cell) -> Int? {
      var reference = cell
      reference.primitive = baseline
      if indices[reference] == nil { reference.variant = Cell.defaultVariant }
      return reference == cell ? nil : indices[reference]
    }
  }

  package init(cells: [Cell] = [], samples: some Sequence<Sample>) {
    var builder = Builder(cells: cells)
    for sample in samples { builder.add(sample) }
    self = builder.summary()
  }
}
