import Records

/// What the samples of one cell say together; a description of the samples, not a claim about the system.
package struct CellSummary: Hashable, Sendable {
  package let cell: Cell
  /// Samples that count.
  package let samples: Int
  /// Why the others do not, most frequent first; empty when all count.
  package let failures: [Counted<String>]
  /// Windows that moved no byte, by kind; those that starved are not among the samples that count.
  package let standstills: [Standstill: Int]
  /// Of stored values, not scaled; a figure that no sample could read is not in it.
  package let spreads: [Figure: SampleSpread]
  /// Goodput against the reference primitive of the same block; nil for the reference itself and where no
  /// round has both.
  package let againstReference: PairedRatio?
  /// What limited most samples; nil when none counts.
  package let limitedBy: Counted<LimitedBy>?
  /// Each kind with the number of samples that carry it and its first occurrence, by kind.
  package let caveats: [CaveatCount]
  /// nil for a primitive that makes no zero-copy sends.
  package let copied: CopiedShare?

  /// Median of the stored values of a figure; nil when no sample could read it.
  package func median(_ figure: Figure) -> Double? {
    spreads[figure]?.median
  }
}

/// Something and how often it was met.
package struct Counted<Value: Hashable & Sendable>: Hashable, Sendable {
  package let value: Value
  package internal(set) var count: Int

  package init(_ value: Value, _ count: Int) {
    self.value = value
    self.count = count
  }
}

/// A kind of caveat, how many samples carry it, and what it says where it was first met.
package struct CaveatCount: Hashable, Sendable {
  package let kind: String
  package let samples: Int
  package let example: Caveat
}

/// Geometric mean of the ratios of rounds in which both cells have a sample: a plain estimate without
/// interval.
package struct PairedRatio: Hashable, Sendable {
  package let ratio: Double
  package let rounds: Int
  /// Rounds without a ratio, because a window of one of the two moved nothing.
  package let excluded: Int

  /// `+12.5` for a ratio of 1.125.
  package var percent: Double { (ratio - 1) * 100 }
}

/// How much of the zero-copy traffic the kernel copied after all, over all samples of a cell.
package struct CopiedShare: Hashable, Sendable {
  /// Sends that were certainly copied, as a share of the completed ones.
  package let low: Double
  /// Sends that may have been copied.
  package let high: Double
  /// Share of the completion notifications with SO_EE_CODE_ZEROCOPY_COPIED; nil when they were not counted.
  package let notifications: Double?
}
