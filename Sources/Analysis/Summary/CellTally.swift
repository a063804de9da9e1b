import Foundation
import Records

/// What is kept of a cell's samples while they pass.
struct CellTally: Sendable {
  private(set) var goodputByRound: [Int: Double] = [:]
  private var samples = 0
  private var failures: [String: Int] = [:]
  private var values: [Quantity: [Double]] = [:]
  private var limits: [LimitedBy: Int] = [:]
  private var caveats = CaveatTally()
  private var copied = CopiedTally()

  mutating func add(_ sample: Sample, _ quantities: [Quantity]) {
    caveats.add(sample.caveats)
    if let failure = sample.failure {
      failures[failure, default: 0] += 1
      return
    }
    samples += 1
    limits[sample.limitedBy, default: 0] += 1
    copied.add(sample)
    for quantity in quantities {
      if let value = sample.value(of: quantity) { values[quantity, default: []].append(value) }
    }
    if let goodput = sample.value(of: .goodput), goodput > 0 { goodputByRound[sample.round] = goodput }
  }

  func summary(of cell: Cell, reference: [Int: Double]?) -> CellSummary {
    CellSummary(
      cell: cell, samples: samples,
      failures: failures.map { Counted($0.key, $0.value) }.sorted {
        ($1.count, $0.value) < ($0.count, $1.value)
      },
      spreads: values.compactMapValues { SampleSpread($0) },
      againstReference: reference.flatMap { Self.ratio(goodputByRound, to: $0) },
      limitedBy: mostFrequentLimit, caveats: caveats.counts, copied: copied.share)
  }

  /// Of equally frequent ones the first in the order of the type.
  private var mostFrequentLimit: Counted<LimitedBy>? {
    guard let most = limits.values.max() else { return nil }
    return LimitedBy.allCases.first { limits[$0] == most }.map { Counted($0, most) }
  }

  private static func ratio(_ own: [Int: Double], to reference: [Int: Double]) -> PairedRatio? {
    // By round number, so that the sum of the logarithms does not depend on the order of a hash table.
    let logarithms = own.keys.sorted().compactMap { round in
      reference[round].flatMap { base in own[round].map { log($0 / base) } }
    }
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

  /// A sample in which any of the three figures is unread adds nothing, so that the share stays one of its
  /// own sends.
  mutating func add(_ sample: Sample) {
    // Of the completions, not of the sends: the window's edges cut between the two.
    guard let completed = sample.value(of: Quantity("zerocopy_completions", .flow)), completed > 0,
      let low = sample.value(of: Quantity("zerocopy_copied_low", .flow)),
      let high = sample.value(of: Quantity("zerocopy_copied_high", .flow))
    else { return }
    self.completed += completed
    self.low += low
    self.high += high
    guard let all = sample.value(of: Quantity("zerocopy_notifications", .flow)),
      let copied = sample.value(of: Quantity("zerocopy_notifications_copied", .flow))
    else { return }
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
  private var order: [Quantity] = []
  private var tried: [Quantity: Int] = [:]
  private var unread: [Quantity: [String: Int]] = [:]

  mutating func add(_ readings: [Reading]) {
    for reading in readings {
      let quantity = Quantity(reading.metric, reading.side)
      if tried[quantity] == nil { order.append(quantity) }
      tried[quantity, default: 0] += 1
      guard reading.value?.isFinite != true else { continue }
      unread[quantity, default: [:]][reading.reason ?? "not a finite number", default: 0] += 1
    }
  }

  /// Quantities with the same reason in as many samples share an entry.
  var grouped: [UnreadQuantities] {
    var groups: [UnreadQuantities] = []
    for quantity in order {
      for (reason, samples) in unread[quantity, default: [:]].sorted(by: { $0.key < $1.key }) {
        let tried = tried[quantity, default: 0]
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
