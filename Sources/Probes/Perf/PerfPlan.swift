import CLinux
import Records

/// Which perf events are opened for each thread, in which groups, and which figures come of them.
struct PerfPlan: Sendable {
  /// A figure and the events it is made of: one, or one per kind of core.
  struct Output: Sendable {
    enum Part: Hashable, Sendable {
      /// The count of the whole thread.
      case whole
      /// What one kind of core counted.
      case part(Int)
      /// Share of the counted time on one kind of core.
      case timeShare(Int)
    }

    var metric: Metric
    var part: Part
    /// Names of events.
    var events: [String]
    /// Why there can be no figure at all.
    var missing: String?
  }

  private(set) var groups: [[PerfEvent]] = []
  private(set) var outputs: [Output] = []

  /// - Parameter events: further events by name or raw code, as in `Instruments`.
  init(_ pmus: PMUs, events: [String] = []) {
    for group in PerfEvent.groups { add(group, pmus.coreTypes) }
    addTimeShares(pmus.coreTypes)
    for name in events { add(named: name, pmus) }
  }

  /// A software group as it is; a hardware group once, or once per kind of core.
  private mutating func add(_ group: [PerfEvent], _ coreTypes: [PMUs.PMU]) {
    let isSoftware = group.allSatisfy { $0.type == UInt32(CL_PERF_TYPE_SOFTWARE) }
    guard !isSoftware, !coreTypes.isEmpty else {
      groups.append(group)
      outputs += group.map { Output(metric: $0.metric, part: .whole, events: [$0.name]) }
      return
    }
    add(
      variants: coreTypes.map { pmu in
        group.map { event in
          var event = event
          // The extended type of perf_event_open(2): the PMU's number above the generic configuration.
          event.config |= UInt64(pmu.type) << 32
          event.pmu = pmu.name
          return event
        }
      })
  }

  /// The same group once per kind of core.
  private mutating func add(variants: [[PerfEvent]]) {
    groups += variants
    for index in variants[0].indices {
      let events = variants.map { $0[index] }
      let metric = events[0].metric
      outputs.append(Output(metric: metric, part: .whole, events: events.map(\.name)))
      guard events.count > 1 else { continue }
      for (part, event) in events.enumerated() {
        var own = metric
        own.name = event.name
        own.summary += ", counted on cores of PMU \(event.pmu ?? "")"
        outputs.append(Output(metric: own, part: .part(part), events: events.map(\.name)))
      }
    }
  }

  private mutating func addTimeShares(_ coreTypes: [PMUs.PMU]) {
    let events = coreTypes.map { "cycles_\($0.name)" }
    for (part, pmu) in coreTypes.enumerated() {
      let metric = Metric(
        "time_on_\(pmu.name)", unit: "share", better: .neither, source: .perfCounter,
        "Share of the counted time the flow threads were on cores of PMU \(pmu.name)")
      outputs.append(Output(metric: metric, part: .timeShare(part), events: events))
    }
  }

  private mutating func add(named name: String, _ pmus: PMUs) {
    do throws(Unavailable) {
      add(variants: try PerfEventName(name).events(pmus).map { [$0] })
    } catch {
      outputs.append(
        Output(
          metric: Instruments.metric(ofEvent: name), part: .whole, events: [], missing: error.reason))
    }
  }
}

extension PerfPlan.Output {
  /// The figure of all threads together from the growth of the events in each.
  ///
  /// - Parameter growths: one list per thread, in it one growth per event, or the reason why there is none.
  func reading(_ side: Side, _ growths: [Obtained<[PerfGrowth]>]) -> Reading {
    if let missing { return Reading(metric, side, unavailable: missing) }
    let counts = growths.map { growths -> Obtained<PerfCount> in
      do throws(Unavailable) {
        let growths = try growths.get()
        switch part {
        case .whole: return .success(try PerfCount(growths))
        case .part(let part), .timeShare(let part): return .success(try PerfCount(growths, part: part))
        }
      } catch {
        return .failure(error)
      }
    }
    guard case .timeShare = part else { return PerfCount.sum(counts).reading(metric, side) }
    let all = growths.compactMap { try? $0.get() }.joined().reduce(0) { $0 + Double($1.running) }
    switch PerfCount.sum(counts) {
    case .success(let sum) where all > 0:
      return Reading(
        metric, side, Double(sum.running) / all, enabledNanoseconds: sum.enabled,
        runningNanoseconds: sum.running)
    case .success: return Reading(metric, side, unavailable: "no thread ran in the window")
    case .failure(let missing): return Reading(metric, side, unavailable: missing.reason)
    }
  }
}
