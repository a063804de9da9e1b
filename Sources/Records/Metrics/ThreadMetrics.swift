/// Metrics of the flow threads of one end that the kernel keeps for every thread.
package enum ThreadMetrics {
  package static let cpuTime = Metric(
    "cpu_time", unit: "ns", better: .lower, source: .threadClock,
    "CPU time of the flow threads, user and system, summed over the threads")
  package static let elapsed = Metric(
    "elapsed", unit: "ns", better: .neither, source: .counted,
    "Wall clock between the two readings of the edges: what shares are taken of")
  package static let busiestShare = Metric(
    "busiest_thread_share", unit: "share", better: .neither, source: .threadClock,
    "CPU time of the busiest flow thread over elapsed time")
  package static let userTime = Metric(
    "user_time", unit: "ns", better: .lower, source: .resourceUsage,
    "The part of cpu_time spent in user mode, in the ratio that the tick sampled over the whole process")
  package static let systemTime = Metric(
    "system_time", unit: "ns", better: .lower, source: .resourceUsage,
    "The part of cpu_time spent in the kernel, in the ratio that the tick sampled over the whole process")
  package static let runQueueWait = Metric(
    "run_queue_wait", unit: "ns", better: .lower, source: .schedstat,
    "Time the flow threads were ready to run but waited for a CPU, summed over the threads")
  package static let readyThreads = Metric(
    "ready_threads", unit: "count", better: .neither, source: .procfs,
    "Flow threads that were running or ready to run at both edges of the window")
  package static let voluntarySwitches = Metric(
    "context_switches_voluntary", unit: "count", better: .lower, source: .procfs,
    "Times the flow threads went to sleep: a full send buffer, an empty receive buffer")
  package static let involuntarySwitches = Metric(
    "context_switches_involuntary", unit: "count", better: .lower, source: .procfs,
    "Times the scheduler took the CPU from a flow thread that could have gone on")
  package static let contextSwitches = Metric(
    "context_switches", unit: "count", better: .lower, source: .procfs,
    "Times a flow thread left its CPU, for whatever reason")
  package static let pageFaults = Metric(
    "page_faults", unit: "count", better: .lower, source: .procfs,
    "Page faults of the flow threads, minor and major")

  /// Every metric above, in the order of documentation.
  package static let all = [
    cpuTime, elapsed, busiestShare, userTime, systemTime, runQueueWait, readyThreads, voluntarySwitches,
    involuntarySwitches, contextSwitches, pageFaults,
  ]
}
