import Foundation
import Records

/// What is kept of a cell's samples while they pass.
struct CellTally: Sendable {
  private var samples = 0
  private var failures: [String: Int] = [:]
  private var standstills: [Standstill: Int] = [:]
  private var limits: [LimitedBy: Int] = [:]
  private var caveats = CaveatTally()
  private var copied = CopiedTally()

  /// - Parameter places: of `CopiedTally.quantities` in the sample.
  mutating func add(_ sample: Sample, _ places: [Int?]) {
    if !sample.caveats.isEmpty { caveats.add(sample.caveats) }
    if let failure = sample.failure {
      failures[failure, default: 0] += 1
      return
    }
    if let standstill = Standstill(sample) {
      standstills[standstill, default: 0] += 1
      if standstill == .starved { return }
    }
    samples += 1
    limits[sample.limitedBy, default: 0] += 1
    if places[0] != nil { copied.add(places.map { Self.value(sample, $0) }) }
  }

  private static func value(_ sample: Sample, _ place: Int?) -> Double? {
    place.flatMap { sample.readings.value(at: $0) }.flatMap { $0.isFinite ? $0 : nil }
  }

  /// - Parameters:
  ///   - goodput: of this cell and of the one it is compared with, by round.
  ///   - spreads: of the figures that have values.
  func summary(
    of cell: Cell, _ spreads: [Figure: SampleSpread], goodput: Series, reference: Series?
  ) -> CellSummary {
    CellSummary(
      cell: cell, samples: samples,
      failures: failures.map { Counted($0.key, $0.value) }.sorted {
        ($1.count, $0.value) < ($0.count, $1.value)
      },
      standstills: standstills, spreads: spreads,
      againstReference: reference.flatMap { Self.ratio(goodput, to: $0) },
      limitedBy: mostFrequentLimit, caveats: caveats.counts, copied: copied.share)
  }

  /// Of equally frequent ones the first in the order of the type.
  private var mostFrequentLimit: Counted<LimitedBy>? {
    guard let most = limits.values.max() else { return nil }
    return LimitedBy.allCases.first { limits[$0] == most }.map { Counted($0, most) }
  }

  private static func ratio(_ own: Series, to reference: Series) -> PairedRatio? {
    let pairs = PairedRounds(candidate: own, baseline: reference)
    let logarithms = pairs.logRatios
    guard !logarithms.isEmpty else { return nil }
    let mean = logarithms.reduce(0, +) / Double(logarithms.count)
    return PairedRatio(ratio: exp(mean), rounds: logarithms.count, excluded: pairs.excluded)
  }
}

/// Counts samples by kind of caveat.
struct CaveatTally: Sendable {
  private var examples: [String: Caveat] = [:]
  private var samples: [String: Int] = [:]

  mutating func add(_ caveats: [Caveat]) {
    for caveat in caveats where examples[caveat.kind] == nil { examples[caveat.kind] = caveat }
    for kind in Set(caveats.map(\.kind)) { samples[kind, default: 0] += 1 }
  }

  var counts: [CaveatCount] {
    examples.keys.sorted().compactMap { kind in
      examples[kind].map { CaveatCount(kind: kind, samples: samples[kind, default: 0], example: $0) }
    }
  }
}

/// Sums completed zero-copy sends and how many of them were copied.
struct CopiedTally: Sendable {
  private var completed = 0.0
  private var low = 0.0
  private var high = 0.0
  private var notifications = 0.0
  private var flagged = 0.0

  /// Of the completions, not of the sends: the window's edges cut between the two.
  static let quantities = [
    TrafficMetrics.zerocopyCompletions, TrafficMetrics.zerocopyCopiedLow, TrafficMetrics.zerocopyCopiedHigh,
    TrafficMetrics.zerocopyNotifications, TrafficMetrics.zerocopyNotificationsCopied,
  ]
  .map { Quantity($0, .flow) }

  /// A sample in which any of the first three figures is unread adds nothing, so that the share stays one of its
  /// own sends.
  ///
  /// - Parameter values: of the quantities, in their order.
  mutating func add(_ values: [Double?]) {
    guard let completed = values[0], completed > 0, let low = values[1], let high = values[2] else { return }
    self.completed += completed
    self.low += low
    self.high += high
    guard let all = values[3], let copied = values[4] else { return }
    notifications += all
    flagged += copied
  }

  var share: CopiedShare? {
    guard completed > 0 else { return nil }
    return CopiedShare(
      low: low / completed, high: high / completed,
      notifications: notifications > 0 ? flagged / notifications : nil)
  }
}
