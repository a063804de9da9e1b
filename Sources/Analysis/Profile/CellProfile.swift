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
    var builder = Builder(side: side)
    for sample in taken { builder.add(sample) }
    self.init(builder)
  }

  private init?(_ builder: Builder) {
    guard builder.isProfiled else { return nil }
    samples = builder.samples
    lost = builder.lost
    for one in ProfileClass.allCases {
      // A class that even one sample could not tell would come out too small.
      if let reason = builder.reasons[one.metric.name] {
        classes[one] = .failure(Missing(reason: reason))
      } else if let samples, samples > 0 {
        classes[one] = .success(ProfileShare(count: builder.counts[one.metric.name] ?? 0, samples: samples))
      } else {
        classes[one] = .failure(Missing(reason: "no sample fell into the window"))
      }
    }
    if let samples, samples > 0, builder.reasons[ProfileMetrics.inSoftirq.name] == nil {
      inSoftirq = ProfileShare(count: builder.counts[ProfileMetrics.inSoftirq.name] ?? 0, samples: samples)
    }
  }

  /// Sums samples one by one: holds one number a class.
  package struct Builder: Sendable {
    private let side: Side
    fileprivate var counts: [String: Double] = [:]
    fileprivate var reasons: [String: String] = [:]
    fileprivate var samples: Double?
    fileprivate var lost: Double?
    fileprivate var isProfiled = false

    package init(side: Side) {
      self.side = side
    }

    package func profile() -> CellProfile? { CellProfile(self) }

    package mutating func add(_ sample: Sample) {
      guard sample.entersFigures, let total = sample.reading(ProfileMetrics.samples, side) else {
        return
      }
      isProfiled = true
      for metric in CellProfile.shares {
        guard let reading = sample.reading(metric, side), reading.value == nil else { continue }
        reasons[metric] = reading.reason
      }
      guard let number = total.value else { return }
      samples = (samples ?? 0) + number
      if let missed = sample.value(ProfileMetrics.lost, side) { lost = (lost ?? 0) + missed }
      for metric in CellProfile.shares {
        guard let share = sample.value(metric, side) else { continue }
        counts[metric, default: 0] += share * number
      }
    }
  }

  private static let shares = ProfileClass.allCases.map(\.metric.name) + [ProfileMetrics.inSoftirq.name]
}
