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
    private var order: [Cell] = []
    private var indices: [Cell: Int] = [:]
    /// By index.
    private var tallies: [CellTally] = []
    private var places: ReadingPlaces
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
      places = ReadingPlaces([.goodput] + CopiedTally.quantities + quantities)
      for cell in cells { _ = index(of: cell) }
    }

    private mutating func index(of cell: Cell) -> Int {
      if let known = indices[cell] { return known }
      indices[cell] = order.count
      order.append(cell)
      tallies.append(CellTally())
      return order.count - 1
    }

    package mutating func add(_ sample: Sample) {
      tallies[index(of: sample.cell)].add(sample, places.places(in: sample.readings))
      if !sample.caveats.isEmpty { caveats.add(sample.caveats) }
      if sample.failure == nil { unread.add(sample.readings) }
    }

    package func summary() -> SweepSummary {
      SweepSummary(
        cells: zip(order, tallies).map { cell, tally in
          tally.summary(of: cell, reference: reference(of: cell), quantities)
        },
        caveats: caveats.counts, unread: unread.grouped)
    }

    /// Goodput by round of the cell that a cell is compared with: the reference primitive in the same block,
    /// of the same variant, or of the default one where there is none (a peer has no variants).
    private func reference(of cell: Cell) -> Series? {
      var reference = cell
      reference.primitive = SweepSummary.referencePrimitive
      if indices[reference] == nil { reference.variant = Cell.defaultVariant }
      return reference == cell ? nil : indices[reference].map { tallies[$0].goodput }
    }
  }

  package init(cells: [Cell] = [], samples: some Sequence<Sample>) {
    var builder = Builder(cells: cells)
    for sample in samples { builder.add(sample) }
    self = builder.summary()
  }
}
