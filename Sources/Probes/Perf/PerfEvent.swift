import CLinux
import Records

/// One event of perf_event_open(2) and the metric it fills, alone or with its like on other kinds of core.
struct PerfEvent: Sendable {
  var metric: Metric
  /// PERF_TYPE_*, or the number of one PMU in /sys/bus/event_source/devices/*/type.
  var type: UInt32
  var config: UInt64
  var config1: UInt64 = 0
  var config2: UInt64 = 0
  /// The PMU of a hybrid CPU that counts it; nil where all cores are alike.
  var pmu: String?

  /// Unique among the events of a plan.
  var name: String { pmu.map { "\(metric.name)_\($0)" } ?? metric.name }

  /// The events by the group in which they are scheduled; a group counts all of its events at once or none.
  ///
  /// Caches apart from the pipeline, so that a PMU with few counters rotates them without starving cycles. The clock
  /// is alone: what joins a group it leads while the thread runs never starts, and answers 0 (Linux 6.18).
  static let groups: [[PerfEvent]] = [clock, scheduling, pipeline, caches]

  /// Events that may be asked for by name: those of the groups and what the kernel has beside them.
  static let byName: [PerfEvent] = groups.flatMap { $0 } + uncounted

  /// Not opened unasked: /proc counts both exactly, for the whole window.
  private static let uncounted = [
    software(ThreadMetrics.contextSwitches, cl_perf_context_switches),
    software(ThreadMetrics.pageFaults, cl_perf_page_faults),
  ]

  private static let clock = [software(CounterMetrics.taskClock, cl_perf_task_clock)]

  private static let scheduling = [software(CounterMetrics.cpuMigrations, cl_perf_cpu_migrations)]

  private static let pipeline = [
    hardware(CounterMetrics.cycles, cl_perf_cycles),
    hardware(CounterMetrics.instructions, cl_perf_instructions),
  ]

  private static let caches = [
    cache(CounterMetrics.l1Misses, cl_perf_l1d_load_misses),
    cache(CounterMetrics.llcMisses, cl_perf_llc_load_misses),
    hardware(CounterMetrics.cacheMisses, cl_perf_cache_misses),
  ]

  static func software(_ metric: Metric, _ config: UInt64) -> PerfEvent {
    PerfEvent(metric: metric, type: UInt32(CL_PERF_TYPE_SOFTWARE), config: config)
  }

  static func hardware(_ metric: Metric, _ config: UInt64) -> PerfEvent {
    PerfEvent(metric: metric, type: UInt32(CL_PERF_TYPE_HARDWARE), config: config)
  }

  private static func cache(_ metric: Metric, _ config: UInt64) -> PerfEvent {
    PerfEvent(metric: metric, type: UInt32(CL_PERF_TYPE_HW_CACHE), config: config)
  }
}
