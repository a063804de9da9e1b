import CLinux
import Records

/// Kernel counters of the flow threads, kernel work included.
///
/// Source: perf_event_open(2), one set of groups per thread, opened after the window for a stretch of the same traffic
/// and scaled to the window's bytes (running time tells how long the stretch was); on a hybrid CPU one set per kind
/// of core. A refused event has a reason instead of a value; it is
/// never opened without the kernel's share in its place, because then network I/O would be missing from it.
/// Work done for a thread in ksoftirqd or by its peer is not in these figures.
package struct PerfCounters: Probe {

  package static let metrics =
    PerfPlan(.ofThisMachine).outputs.map(\.metric) + [CounterMetrics.cyclesEstimated]

  /// Why there is no figure where somebody wanted none.
  static let offReason = "perf counters are off (--counters off)"
  /// Why there is none in a sample that gave the counters no stretch of its traffic.
  static let savedReason =
    "a sweep that stops by itself reads perf counters in its first \(Instruments.firstRounds) rounds (--counters on: in all)"

  private let side: Side
  private let isOn: Bool
  private let plan: PerfPlan
  private let identifiers: [Int32]
  private var threads: [PerfThread] = []
  private var traffic = 1.0
  private var opening: [PerfThread.Edge] = []
  private var closing: [PerfThread.Edge] = []
  private var opened: TimeStampCounter.Instant?
  private var closed: TimeStampCounter.Instant?

  package init(scope: ProbeScope) {
    side = scope.side
    let plan = PerfPlan(.ofThisMachine, events: scope.instruments.events)
    self.plan = plan
    isOn = scope.instruments.counters
    identifiers = scope.threads
  }

  /// Opens the counters, which begin to count, and to cost, at once.
  package mutating func prepare() {
    threads = isOn ? identifiers.map { PerfThread(thread: $0, groups: plan.groups) } : []
  }

  package mutating func open() {
    opening = threads.map { $0.read() }
    opened = .now()
  }

  package mutating func close() {
    closing = threads.map { $0.read() }
    closed = .now()
  }

  package mutating func scale(by traffic: Double) { self.traffic = traffic }

  package func readings() -> [Reading] {
    let isSaved = opening.isEmpty && !identifiers.isEmpty
    if let reason = !isOn ? Self.offReason : isSaved ? Self.savedReason : nil {
      return (plan.outputs.map(\.metric) + [CounterMetrics.cyclesEstimated]).map {
        Reading($0, side, unavailable: reason)
      }
    }
    let readings = plan.outputs.map { output -> Reading in
      guard opening.count == identifiers.count, closing.count == identifiers.count, closed != nil else {
        return Reading(output.metric, side, unavailable: "counters were not read at both edges")
      }
      let reading = output.reading(side, threads.indices.map { growths(of: output, thread: $0) })
      return output.metric.unit == "share" ? reading : reading.scaled(by: traffic, output.metric)
    }
    return readings + [
      Self.estimate(readings.first { $0.metric == CounterMetrics.taskClock.name }, side, opened, closed)
    ]
  }

  private func growths(of output: PerfPlan.Output, thread: Int) -> Obtained<[PerfGrowth]> {
    do throws(Unavailable) {
      return .success(
        try output.events.map { name throws(Unavailable) in
          try threads[thread].growth(of: name, from: opening[thread], to: closing[thread])
        })
    } catch {
      return .failure(error)
    }
  }

  static func estimate(
    _ taskClock: Reading?, _ side: Side, _ opened: TimeStampCounter.Instant?,
    _ closed: TimeStampCounter.Instant?, root: String = "/"
  ) -> Reading {
    do throws(Unavailable) {
      guard let nanoseconds = taskClock?.value else {
        throw Unavailable(taskClock?.reason ?? "task_clock was not read")
      }
      guard let opened, let closed else { throw Unavailable("window was not read at both edges") }
      let hertz = try TimeStampCounter.hertz(from: opened, to: closed, root: root)
      return Reading(
        CounterMetrics.cyclesEstimated, side, nanoseconds * hertz / 1e9,
        enabledNanoseconds: taskClock?.enabledNanoseconds, runningNanoseconds: taskClock?.runningNanoseconds)
    } catch {
      return Reading(
        CounterMetrics.cyclesEstimated, side, unavailable: error.reason)
    }
  }
}

extension Reading {
  /// The count for so many times the traffic; the time it really counted stays.
  fileprivate func scaled(by traffic: Double, _ metric: Metric) -> Reading {
    guard let value, traffic != 1 else { return self }
    return Reading(
      metric, side, value * traffic,
      enabledNanoseconds: enabledNanoseconds.map { UInt64(Double($0) * traffic) },
      runningNanoseconds: runningNanoseconds)
  }
}
