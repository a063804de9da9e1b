import Records

/// Who used the CPUs of the machine while a cell ran: medians over its samples, as shares of CPUs x window.
package struct CellAttribution: Sendable {
  /// A term of the sum; the residual and the softirq share are not among them.
  package struct Term: Hashable, Sendable {
    package var metric: String
    package var title: String
  }

  package static let terms = [
    Term(metric: "cpu_sender_flows", title: "sender"), Term(metric: "cpu_receiver_flows", title: "receiver"),
    Term(metric: "cpu_ksoftirqd", title: "ksoftirqd"), Term(metric: "cpu_control", title: "control"),
    Term(metric: "cpu_other", title: "other"),
  ]

  /// Busy time; nil where /proc/stat could not be read.
  package private(set) var busy: Double?
  /// By metric; absent where it could not be read.
  package private(set) var shares: [String: Double] = [:]
  package private(set) var residual: Double?
  /// Softirq work inside the flow threads, sampled: a part of their terms, never a term. nil without a profile.
  package private(set) var softirqInThreads: Double?
  /// Why a figure is missing, by its metric.
  package private(set) var reasons: [String: String] = [:]

  /// nil when no sample looked at the machine.
  package init?(_ samples: some Sequence<Sample>) {
    var builder = Builder()
    for sample in samples { builder.add(sample) }
    self.init(builder)
  }

  private init?(_ builder: Builder) {
    guard !builder.shares.isEmpty || !builder.reasons.isEmpty else { return nil }
    shares = builder.shares.compactMapValues { SampleStatistics.median($0) }
    busy = shares["cpu_busy"]
    residual = shares["cpu_residual"]
    softirqInThreads = shares[ProfileMetrics.inSoftirq.name]
    reasons = builder.reasons
  }

  /// Collects samples one by one: one `Double` a sample and term.
  package struct Builder: Sendable {
    fileprivate var shares: [String: [Double]] = [:]
    fileprivate var reasons: [String: String] = [:]

    package init() {}

    package func attribution() -> CellAttribution? { CellAttribution(self) }

    package mutating func add(_ sample: Sample) {
      guard sample.failure == nil else { return }
      for reading in sample.readings where reading.side == .machine && reading.value == nil {
        if CellAttribution.machineTimes.contains(reading.metric) { reasons[reading.metric] = reading.reason }
      }
      guard let elapsed = sample.value("machine_elapsed", .machine),
        let cpus = sample.value("cpu_count", .machine), elapsed * cpus > 0
      else { return }
      let whole = elapsed * cpus
      for name in CellAttribution.machineTimes {
        if let value = sample.value(name, .machine) { shares[name, default: []].append(value / whole) }
      }
      let softirq = [(Side.sender, "cpu_sender_flows"), (.receiver, "cpu_receiver_flows")].map {
        side, metric -> Double? in
        guard let share = sample.value(ProfileMetrics.inSoftirq.name, side),
          let time = sample.value(metric, .machine)
        else { return nil }
        return share * time / whole
      }
      if let first = softirq[0], let second = softirq[1] {
        shares[ProfileMetrics.inSoftirq.name, default: []].append(first + second)
      }
    }
  }

  private static let machineTimes = ["cpu_busy", "cpu_residual"] + terms.map(\.metric)
}
