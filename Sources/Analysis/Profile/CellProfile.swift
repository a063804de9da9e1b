import Records

/// The profile of one cell and side: all samples of all rounds together, each weighing the same.
package struct CellProfile: Sendable {
  /// The shares of the classes, or why a class has none.
  package private(set) var classes: [ProfileClass: Result<ProfileShare, Missing>] = [:]
  /// The part of the samples taken inside a softirq, which is part of the classes; nil without kernel symbols.
  package private(set) var inSoftirq: ProfileShare?
  /// CPU samples in all; nil when none could be taken.
  package private(set) var samples: Double?
  /// Samples the kernel could not keep; nil when none could be taken.
  package private(set) var lost: Double?

  package struct Missing: Error, Hashable, Sendable {
    package var reason: String
  }

  /// nil when no sample of the cell was profiled.
  package init?(_ taken: some Sequence<Sample>, side: Side) {
    var counts: [String: Double] = [:]
    var reasons: [String: String] = [:]
    var isProfiled = false
    for sample in taken where sample.failure == nil {
      guard let total = sample.reading(ProfileMetrics.samples.name, side) else { continue }
      isProfiled = true
      for metric in Self.shares {
        guard let reading = sample.reading(metric, side), reading.value == nil else { continue }
        reasons[metric] = reading.reason
      }
      guard let number = total.value else { continue }
      samples = (samples ?? 0) + number
      if let missed = sample.value(ProfileMetrics.lost.name, side) { lost = (lost ?? 0) + missed }
      for metric in Self.shares {
        guard let share = sample.value(metric, side) else { continue }
        counts[metric, default: 0] += share * number
      }
    }
    guard isProfiled else { return nil }
    for one in ProfileClass.allCases {
      // A class that even one sample could not tell would come out too small.
      if let reason = reasons[one.metric.name] {
        classes[one] = .failure(Missing(reason: reason))
      } else if let samples, samples > 0 {
        classes[one] = .success(ProfileShare(count: counts[one.metric.name] ?? 0, samples: samples))
      } else {
        classes[one] = .failure(Missing(reason: "no sample fell into the window"))
      }
    }
    if let samples, samples > 0, reasons[ProfileMetrics.inSoftirq.name] == nil {
      inSoftirq = ProfileShare(count: counts[ProfileMetrics.inSoftirq.name] ?? 0, samples: samples)
    }
  }

  private static let shares = ProfileClass.allCases.map(\.metric.name) + [ProfileMetrics.inSoftirq.name]
}
