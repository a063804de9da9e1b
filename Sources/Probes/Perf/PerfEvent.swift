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
    software(
      "context_switches", "count", cl_perf_context_switches,
      "Times a flow thread left its CPU, for whatever reason"),
    software("page_faults", "count", cl_perf_page_faults, "Page faults of the flow threads, minor and major"),
  ]

  private static let clock = [
    software("task_clock", "ns", cl_perf_task_clock, "CPU time of the flow threads as perf counts it")
  ]

  private static let scheduling = [
    software("cpu_migrations", "count", cl_perf_cpu_migrations, "Times a flow thread moved to another CPU")
  ]

  private static let pipeline = [
    hardware("cycles", cl_perf_cycles, "CPU cycles of the flow threads, kernel included"),
    hardware("instructions", cl_perf_instructions, "Instructions the flow threads retired, kernel included"),
  ]

  private static let caches = [
    cache(
      "l1d_load_misses", cl_perf_l1d_load_misses,
      "Loads of the flow threads that missed the first-level cache"),
    cache(
      "llc_load_misses", cl_perf_llc_load_misses, "Loads of the flow threads that missed the last-level cache"
    ),
    hardware(
      "cache_misses", cl_perf_cache_misses, "Cache misses of the flow threads, as the PMU defines the event"),
  ]

  private static func software(_ name: String, _ unit: String, _ config: UInt64, _ summary: String)
    -> PerfEvent
  {
    PerfEvent(
      metric: Metric(name, unit: unit, better: .lower, source: .perfCounter, summary),
      type: UInt32(CL_PERF_TYPE_SOFTWARE), config: config)
  }

  private static func hardware(_ name: String, _ config: UInt64, _ summary: String) -> PerfEvent {
    PerfEvent(
      metric: Metric(name, unit: "count", better: .lower, source: .perfCounter, summary),
      type: UInt32(CL_PERF_TYPE_HARDWARE), config: config)
  }

  private static func cache(_ name: String, _ config: UInt64, _ summary: String) -> PerfEvent {
    PerfEvent(
      metric: Metric(name, unit: "count", better: .lower, source: .perfCounter, summary),
      type: UInt32(CL_PERF_TYPE_HW_CACHE), config: config)
  }
}
