/// Metrics of the kernel's perf counters: those of the flow threads of one end, then those of every CPU.
///
/// Events that somebody names have metrics of their own (`Instruments.metric(ofEvent:)`), and so have the kinds of core
/// of a hybrid CPU, which only the machine knows.
package enum CounterMetrics {
  package static let taskClock = Metric(
    "task_clock", unit: "ns", better: .lower, source: .perfCounter,
    "CPU time of the flow threads as perf counts it")
  package static let cpuMigrations = Metric(
    "cpu_migrations", unit: "count", better: .lower, source: .perfCounter,
    "Times a flow thread moved to another CPU")
  package static let cycles = Metric(
    "cycles", unit: "count", better: .lower, source: .perfCounter,
    "CPU cycles of the flow threads, kernel included")
  package static let instructions = Metric(
    "instructions", unit: "count", better: .lower, source: .perfCounter,
    "Instructions the flow threads retired, kernel included")
  package static let l1Misses = Metric(
    "l1d_load_misses", unit: "count", better: .lower, source: .perfCounter,
    "Loads of the flow threads that missed the first-level cache")
  package static let llcMisses = Metric(
    "llc_load_misses", unit: "count", better: .lower, source: .perfCounter,
    "Loads of the flow threads that missed the last-level cache")
  package static let cacheMisses = Metric(
    "cache_misses", unit: "count", better: .lower, source: .perfCounter,
    "Cache misses of the flow threads, as the PMU defines the event")
  package static let cyclesEstimated = Metric(
    "cycles_estimated", unit: "count", better: .lower, source: .derived,
    "task_clock x frequency of the time-stamp counter: an estimate from time, not a count of cycles")

  package static let machineClock = Metric(
    "machine_cpu_clock", unit: "ns", better: .neither, source: .perfCounter,
    "Time all CPUs together were counted: the window x CPUs")
  package static let machineContextSwitches = Metric(
    "machine_context_switches", unit: "count", better: .lower, source: .perfCounter,
    "Context switches on all CPUs")
  package static let machineMigrations = Metric(
    "machine_cpu_migrations", unit: "count", better: .lower, source: .perfCounter,
    "Tasks moved between CPUs")
  package static let machinePageFaults = Metric(
    "machine_page_faults", unit: "count", better: .lower, source: .perfCounter,
    "Page faults on all CPUs, minor and major")
  package static let machineCycles = Metric(
    "machine_cycles", unit: "count", better: .lower, source: .perfCounter,
    "CPU cycles of all CPUs that were not halted")
  package static let machineInstructions = Metric(
    "machine_instructions", unit: "count", better: .lower, source: .perfCounter,
    "Instructions retired on all CPUs")
  package static let machineCacheMisses = Metric(
    "machine_cache_misses", unit: "count", better: .lower, source: .perfCounter,
    "Cache misses on all CPUs, as the PMU defines the event")

  /// Every metric above, in the order of documentation.
  package static let all = [
    taskClock, cpuMigrations, cycles, instructions, l1Misses, llcMisses, cacheMisses, cyclesEstimated,
    machineClock, machineContextSwitches, machineMigrations, machinePageFaults, machineCycles,
    machineInstructions, machineCacheMisses,
  ]
}
