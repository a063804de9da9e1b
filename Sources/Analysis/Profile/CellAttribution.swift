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
    var all: [String: [Double]] = [:]
    for sample in samples where sample.failure == nil {
      note(sample)
      guard let elapsed = sample.value("machine_elapsed", .machine),
        let cpus = sample.value("cpu_count", .machine), elapsed * cpus > 0
      else { continue }
      let whole = elapsed * cpus
      for name in ["cpu_busy", "cpu_residual"] + Self.terms.map(\.metric) {
        if let value = sample.value(name, .machine) { all[name, default: []].append(value / whole) }
      }
      let softirq = [(Side.sender, "cpu_sender_flows"), (.receiver, "cpu_receiver_flows")].map {
        side, metric -> Double? in
        guard let share = sample.value(ProfileMetrics.inSoftirq.name, side),
          let time = sample.value(metric, .machine)
        else { return nil }
        return share * time / whole
      }
      if let first = softirq[0], let second = softirq[1] {
        all[ProfileMetrics.inSoftirq.name, default: []].append(first + second)
      }
    }
    guard !all.isEmpty || !reasons.isEmpty else { return nil }
    shares = all.compactMapValues { SampleStatistics.median($0) }
    busy = shares["cpu_busy"]
    residual = shares["cpu_residual"]
    softirqInThreads = shares[ProfileMetrics.inSoftirq.name]
  }

  private mutating func note(_ sample: Sample) {
    for name in ["cpu_busy", "cpu_residual"] + Self.terms.map(\.metric) {
      guard let reason = sample.reading(name, .machine)?.reason else { continue }
      reasons[name] = reason
    }
  }
}
