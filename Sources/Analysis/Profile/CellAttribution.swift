import Records

/// Who used the CPUs of the machine while a cell ran: medians over its samples, as shares of CPUs x window.
package struct CellAttribution: Sendable {
  /// A term of the sum; the residual and the softirq share are not among them.
  package struct Term: Hashable, Sendable {
    package var metric: Metric
    package var title: String
  }

  package static let terms = [
    Term(metric: MachineMetrics.senderFlows, title: "sender"),
    Term(metric: MachineMetrics.receiverFlows, title: "receiver"),
    Term(metric: MachineMetrics.ksoftirqd, title: "ksoftirqd"),
    Term(metric: MachineMetrics.control, title: "control"),
    Term(metric: MachineMetrics.other, title: "other"),
  ]

  /// Busy time; nil where /proc/stat could not be read.
  package private(set) var busy: Double?
  /// By metric; absent where it could not be read.
  package private(set) var shares: [Metric: Double] = [:]
  package private(set) var residual: Double?
  /// Softirq work inside the flow threads, sampled: a part of their terms, never a term. nil without a profile.
  package private(set) var softirqInThreads: Double?
  /// Why a figure is missing, by its metric.
  package private(set) var reasons: [Metric: String] = [:]

  /// nil when no sample looked at the machine.
  package init?(_ samples: some Sequence<Sample>) {
    var builder = Builder()
    var places = ReadingPlaces(Self.quantities)
    for sample in samples { builder.add(sample, places.places(in: sample.readings)) }
    self.init(builder)
  }

  private init?(_ builder: Builder) {
    guard !builder.shares.isEmpty || !builder.reasons.isEmpty else { return nil }
    for (column, metric) in (Self.machineTimes + [ProfileMetrics.inSoftirq]).enumerated() {
      shares[metric] = SampleStatistics.median(builder.shares.values(column: column))
    }
    busy = shares[MachineMetrics.busy]
    residual = shares[MachineMetrics.residual]
    softirqInThreads = shares[ProfileMetrics.inSoftirq]
    reasons = builder.reasons
  }

  /// Collects samples one by one: one `Double` a sample and term.
  package struct Builder: Sendable {
    /// A column for each of the machine's times and one for the softirq work in threads.
    fileprivate var shares = ValueTable()
    fileprivate var reasons: [Metric: String] = [:]

    package init() {}

    package func attribution() -> CellAttribution? { CellAttribution(self) }

    /// - Parameter places: of `CellAttribution.quantities` in the sample.
    package mutating func add(_ sample: Sample, _ places: [Int?]) {
      guard sample.entersFigures else { return }
      let values = places.map { $0.flatMap { sample.readings.value(at: $0) } }
      for (index, metric) in CellAttribution.machineTimes.enumerated() where values[index] == nil {
        if let place = places[index] { reasons[metric] = sample.readings.reason(at: place) }
      }
      let count = CellAttribution.machineTimes.count
      guard let elapsed = values[count], let cpus = values[count + 1], elapsed * cpus > 0 else { return }
      let whole = elapsed * cpus
      var row = (0..<count).map { values[$0].map { $0 / whole } ?? .nan }
      let ends = CellAttribution.ends.indices.map { end -> Double? in
        guard let share = values[count + 2 + end], let time = values[CellAttribution.ends[end].time] else {
          return nil
        }
        return share * time / whole
      }
      row.append(ends[0].flatMap { first in ends[1].map { first + $0 } } ?? .nan)
      shares.append(row)
    }
  }

  private static let machineTimes = [MachineMetrics.busy, MachineMetrics.residual] + terms.map(\.metric)
  /// The ends with the place of their threads' time among the machine's times, sender first.
  private static let ends = [(side: Side.sender, time: 2), (side: .receiver, time: 3)]

  /// What an attribution reads of a sample: the machine's times, what they are shares of, the softirq work of both
  /// ends.
  package static let quantities =
    machineTimes.map { Quantity($0, .machine) }
    + [Quantity(MachineMetrics.elapsed, .machine), Quantity(MachineMetrics.cpuCount, .machine)]
    + ends.map { Quantity(ProfileMetrics.inSoftirq, $0.side) }
}
