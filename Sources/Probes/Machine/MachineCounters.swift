import CLinux
import Records

/// Kernel counters of the whole machine, by CPU: what flow threads, softirqs, ksoftirqd and everybody else did together.
///
/// Source: perf_event_open(2) for every task on each CPU, opened once for a window and read at both edges; needs
/// perf_event_paranoid <= 0 or CAP_PERFMON. The difference to the flow threads' own counters is work done for them
/// elsewhere, and the work of others. On a hybrid CPU each CPU is counted by the PMU of its kind, so that nothing has
/// to be weighted.
package struct MachineCounters: Probe {
  package static let metrics = groups.joined().map(\.metric)

  private let isOn: Bool
  private let readsMachine: Bool
  private let cpus: Obtained<[PerfThread]>
  private var opening: [PerfThread.Edge] = []
  private var closing: [PerfThread.Edge] = []

  package init(scope: ProbeScope) {
    readsMachine = scope.readsMachine
    isOn = scope.instruments.counters
    cpus = readsMachine && isOn ? Self.open() : .success([])
  }

  package mutating func open() { opening = read() }
  package mutating func close() { closing = read() }

  private func read() -> [PerfThread.Edge] {
    ((try? cpus.get()) ?? []).map { $0.read() }
  }

  package func readings() -> [Reading] {
    guard readsMachine else { return [] }
    return Self.metrics.map { reading(of: $0) }
  }

  private func reading(of metric: Metric) -> Reading {
    do throws(Unavailable) {
      guard isOn else { throw Unavailable(PerfCounters.offReason) }
      let cpus = try cpus.get()
      guard opening.count == cpus.count, closing.count == cpus.count else {
        throw Unavailable("window was not read at both edges")
      }
      let counts = cpus.indices.map { index -> Obtained<PerfCount> in
        do throws(Unavailable) {
          let growth = try cpus[index].growth(of: metric.name, from: opening[index], to: closing[index])
          return .success(try PerfCount([growth]))
        } catch {
          return .failure(error)
        }
      }
      return PerfCount.sum(counts).reading(metric, .machine)
    } catch {
      return Reading(metric, .machine, unavailable: error.reason)
    }
  }

  // MARK: Opening

  private static func open(pmus: PMUs = .ofThisMachine) -> Obtained<[PerfThread]> {
    let online = onlineCPUs()
    guard !online.isEmpty else { return .failure(Unavailable("/sys names no CPU that is online")) }
    let needed = online.count * metrics.count
    guard needed <= largestShareOfDescriptors else {
      return .failure(
        Unavailable("\(needed) descriptors needed for \(online.count) CPUs; raise RLIMIT_NOFILE"))
    }
    return .success(
      online.map { cpu in PerfThread(thread: -1, cpu: cpu, groups: groups(for: cpu, pmus)) })
  }

  /// The events of one CPU: hardware ones of the PMU that belongs to its kind of core.
  static func groups(for cpu: Int32, _ pmus: PMUs) -> [[PerfEvent]] {
    guard let pmu = pmus.coreTypes.first(where: { pmus.cpus(of: $0).contains(cpu) }) else { return groups }
    return groups.map { group in
      group.map { event in
        guard event.type != UInt32(CL_PERF_TYPE_SOFTWARE) else { return event }
        var event = event
        event.config |= UInt64(pmu.type) << 32
        return event
      }
    }
  }

  /// cpu-clock has a group of its own: it belongs to another PMU of the kernel than the other software events, and an
  /// event that joins the running group of another PMU on a CPU is never started and answers 0 (seen with Linux 6.18).
  private static let groups: [[PerfEvent]] = [
    [.software(CounterMetrics.machineClock, cl_perf_cpu_clock)],
    [
      .software(CounterMetrics.machineContextSwitches, cl_perf_context_switches),
      .software(CounterMetrics.machineMigrations, cl_perf_cpu_migrations),
      .software(CounterMetrics.machinePageFaults, cl_perf_page_faults),
    ],
    [
      .hardware(CounterMetrics.machineCycles, cl_perf_cycles),
      .hardware(CounterMetrics.machineInstructions, cl_perf_instructions),
    ],
    [.hardware(CounterMetrics.machineCacheMisses, cl_perf_cache_misses)],
  ]
}
