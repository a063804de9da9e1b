import Records

/// What a sweep's samples say cell by cell, and what they could not say.
package struct SweepSummary: Hashable, Sendable {
  /// In the order of the plan; cells that were added later follow.
  package let cells: [CellSummary]
  /// Every kind met on any sample, by kind.
  package let caveats: [CaveatCount]
  /// Quantities that samples could not read, grouped by reason.
  package let unread: [UnreadQuantities]

  /// Primitive that others are compared with.
  package static let referencePrimitive = "two-copy"

  /// The summary of some cells alone; caveats and what is unread stay those of all.
  package func filtered(_ shows: (Cell) -> Bool) -> SweepSummary {
    SweepSummary(cells: cells.filter { shows($0.cell) }, caveats: caveats, unread: unread)
  }

  /// The summary of the first cells alone; likewise.
  package func first(_ count: Int) -> SweepSummary {
    SweepSummary(cells: Array(cells.prefix(count)), caveats: caveats, unread: unread)
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
    private let quantities: [Quantity]
    private var order: [Cell]
    private var tallies: [Cell: CellTally] = [:]
    private var caveats = CaveatTally()
    private var unread = UnreadTally()

    /// - Parameters:
    ///   - cells: the plan's, so that a cell without any sample is shown too.
    ///   - quantities: whose spread is wanted.
    package init(
      cells: [Cell] = [],
      quantities: [Quantity] = [.goodput, .senderCost, .receiverCost, .machineCost]
    ) {
      self.quantities = quantities
      self.order = []
      for cell in cells where tallies[cell] == nil { admit(cell) }
    }

    private mutating func admit(_ cell: Cell) {
      order.append(cell)
      tallies[cell] = CellTally()
    }

    package mutating func add(_ sample: Sample) {
      if tallies[sample.cell] == nil { admit(sample.cell) }
      tallies[sample.cell]?.add(sample, quantities)
      caveats.add(sample.caveats)
      if sample.failure == nil { unread.add(sample.readings) }
    }

    package func summary() -> SweepSummary {
      SweepSummary(
        cells: order.map { tallies[$0, default: CellTally()].summary(of: $0, reference: reference(of: $0)) },
        caveats: caveats.counts, unread: unread.grouped)
    }

    /// Goodput by round of the cell that a cell is compared with: the reference primitive in the same block,
    /// of the same variant, or of the default one where there is none (a peer has no variants).
    private func reference(of cell: Cell) -> [Int: Double]? {
      var reference = cell
      reference.primitive = SweepSummary.referencePrimitive
      if tallies[reference] == nil { reference.variant = Cell.defaultVariant }
      return reference == cell ? nil : tallies[reference]?.goodputByRound
    }
  }

  package init(cells: [Cell] = [], samples: some Sequence<Sample>) {
    var builder = Builder(cells: cells)
    for sample in samples { builder.add(sample) }
    self = builder.summary()
  }
}
