import Foundation
import Records

/// What is kept of a cell's samples while they pass.
struct CellTally: Sendable {
  /// Of samples with goodput.
  private(set) var goodput = Series()
  private var samples = 0
  private var failures: [String: Int] = [:]
  private var values = ValueTable()
  private var limits: [LimitedBy: Int] = [:]
  private var caveats = CaveatTally()
  private var copied = CopiedTally()

  /// - Parameter places: of goodput, of the five figures of `CopiedTally.quantities`, of the quantities.
  mutating func add(_ sample: Sample, _ places: [Int?]) {
    if !sample.caveats.isEmpty { caveats.add(sample.caveats) }
    if let failure = sample.failure {
      failures[failure, default: 0] += 1
      return
    }
    samples += 1
    limits[sample.limitedBy, default: 0] += 1
    let first = 1 + CopiedTally.quantities.count
    copied.add(places[1..<first].map { Self.value(sample, $0) })
    values.appendRow()
    for column in places.indices.dropFirst(first) {
      guard let value = Self.value(sample, places[column]) else { continue }
      values.set(value, row: values.rows - 1, column: column - first)
    }
    if let goodput = Self.value(sample, places[0]), goodput > 0 {
      self.goodput.set(goodput, round: sample.round)
    }
  }

  private static func value(_ sample: Sample, _ place: Int?) -> Double? {
    place.flatMap { sample.readings[$0].value }.flatMap { $0.isFinite ? $0 : nil }
  }

  func summary(of cell: Cell, reference: Series?, _ quantities: [Quantity]) -> CellSummary {
    var spreads: [Quantity: SampleSpread] = [:]
    for (column, quantity) in quantities.enumerated() {
      spreads[quantity] = SampleSpread(values.values(column: column))
    }
    return CellSummary(
      cell: cell, samples: samples,
      failures: failures.map { Counted($0.key, $0.value) }.sorted {
        ($1.count, $0.value) < ($0.count, $1.value)
      },
      spreads: spreads, againstReference: reference.flatMap { Self.ratio(goodput, to: $0) },
      limitedBy: mostFrequentLimit, caveats: caveats.counts, copied: copied.share)
  }

  /// Of equally frequent ones the first in the order of the type.
  private var mostFrequentLimit: Counted<LimitedBy>? {
    guard let most = limits.values.max() else { return nil }
    return LimitedBy.allCases.first { limits[$0] == most }.map { Counted($0, most) }
  }

  private static func ratio(_ own: Series, to reference: Series) -> PairedRatio? {
    let logarithms = PairedRounds(candidate: own, baseline: reference).logRatios
    guard !logarithms.isEmpty else { return nil }
    let mean = logarithms.reduce(0, +) / Double(logarithms.count)
    return PairedRatio(ratio: exp(mean), rounds: logarithms.count)
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
    "zerocopy_completions", "zerocopy_copied_low", "zerocopy_copied_high", "zerocopy_notifications",
    "zerocopy_notifications_copied",
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

/// Counts what could not be read, by quantity and reason.
struct UnreadTally: Sendable {
  /// In the order in which they were first met.
  private var order: [Quantity] = []
  private var indices: [Quantity: Int] = [:]
  private var tried: [Int] = []
  private var unread: [[String: Int]] = []
  /// Indices of the readings of the last sample by position: the next one mostly holds the same.
  private var last: [Int] = []

  mutating func add(_ readings: [Reading]) {
    for (position, reading) in readings.enumerated() {
      let index = index(of: reading, at: position)
      tried[index] += 1
      guard reading.value?.isFinite != true else { continue }
      unread[index][reading.reason ?? "not a finite number", default: 0] += 1
    }
  }

  private mutating func index(of reading: Reading, at position: Int) -> Int {
    if position < last.count {
      let known = last[position]
      if order[known].side == reading.side, order[known].metric == reading.metric { return known }
    }
    let quantity = Quantity(reading.metric, reading.side)
    let index = indices[quantity, default: order.count]
    if index == order.count {
      indices[quantity] = index
      order.append(quantity)
      tried.append(0)
      unread.append([:])
    }
    if position < last.count { last[position] = index } else { last.append(index) }
    return index
  }

  /// Quantities with the same reason in as many samples share an entry.
  var grouped: [UnreadQuantities] {
    var groups: [UnreadQuantities] = []
    for (index, quantity) in order.enumerated() {
      for (reason, samples) in unread[index].sorted(by: { $0.key < $1.key }) {
        let tried = tried[index]
        let same = groups.firstIndex { $0.reason == reason && $0.samples == samples && $0.tried == tried }
        if let same {
          groups[same].quantities.append(quantity)
        } else {
          groups.append(
            UnreadQuantities(reason: reason, quantities: [quantity], samples: samples, tried: tried))
        }
      }
    }
    return groups
  }
}
