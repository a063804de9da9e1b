import Records

/// Samples of one side counted by class, and the readings that come of them.
struct ProfileTally: Sendable {
  private var classes = [Int](repeating: 0, count: ProfileClass.allCases.count)
  private(set) var samples = 0
  private var hidden = 0
  private var inSoftirq = 0
  private var ownThreads = 0
  private var records = PerfRecordCounts()

  mutating func add(_ sample: ClassifiedSample, isOwnThread: Bool) {
    samples += 1
    if sample.isInSoftirq { inSoftirq += 1 }
    if isOwnThread { ownThreads += 1 }
    guard let found = sample.profileClass else {
      hidden += 1
      return
    }
    classes[Self.index[found, default: 0]] += 1
  }

  mutating func add(_ counts: PerfRecordCounts) {
    records = records + counts
  }

  private static let index = Dictionary(
    uniqueKeysWithValues: ProfileClass.allCases.enumerated().map { ($1, $0) })

  /// One reading per metric of a profile.
  ///
  /// - Parameters:
  ///   - symbols: why there are no kernel symbols; nil when there are.
  ///   - gather: why user code cannot be told apart; nil when it can.
  func readings(
    _ side: Side, clock: SampleClock, symbols: String?, gather: String?
  ) -> [Reading] {
    guard samples > 0, records.undecodable == 0 else {
      let reason =
        records.undecodable > 0
        ? "\(records.undecodable) bytes of the sample ring could not be decoded"
        : "no sample fell into the window"
      return ProfileMetrics.all.map { metric in
        metric == ProfileMetrics.samples && records.undecodable == 0
          ? Reading(metric, side, 0) : Reading(metric, side, unavailable: reason)
      }
    }
    func share(_ count: Int) -> Double { Double(count) / Double(samples) }
    let shares = ProfileClass.allCases.map { one -> Reading in
      if one.needsKernelSymbols, let symbols { return Reading(one.metric, side, unavailable: symbols) }
      if !one.needsKernelSymbols, let gather { return Reading(one.metric, side, unavailable: gather) }
      if one == .idle, !clock.seesIdle {
        return Reading(one.metric, side, unavailable: "a halted CPU has no cycles to sample")
      }
      return Reading(one.metric, side, share(classes[Self.index[one, default: 0]]))
    }
    return shares + [
      Reading(ProfileMetrics.samples, side, Double(samples)),
      Reading(ProfileMetrics.lost, side, Double(records.lost)),
      Reading(ProfileMetrics.period, side, 1e9 / Double(SampleClock.rate)),
      symbols.map { Reading(ProfileMetrics.inSoftirq, side, unavailable: $0) }
        ?? Reading(ProfileMetrics.inSoftirq, side, share(inSoftirq)),
      Reading(ProfileMetrics.ownThreads, side, share(ownThreads)),
    ]
  }
}
