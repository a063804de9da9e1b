/// CPU time of the whole machine, and who used it.
package enum MachineMetrics {
  package static let elapsed = Metric(
    "machine_elapsed", unit: "ns", better: .neither, source: .counted,
    "Wall clock between the two readings of the machine: what its shares are taken of")
  package static let cpuCount = Metric(
    "cpu_count", unit: "count", better: .neither, source: .procfs, "CPUs online during the window")
  package static let busy = Metric(
    "cpu_busy", unit: "ns", better: .lower, source: .procfs,
    "CPUs x elapsed - idle time (idle and iowait of /proc/stat, in units of 10 ms)")
  package static let steal = Metric(
    "steal", unit: "ns", better: .lower, source: .procfs,
    "Time a hypervisor kept CPUs from this machine, part of cpu_busy (/proc/stat, in units of 10 ms)")
  package static let senderFlows = Metric(
    "cpu_sender_flows", unit: "ns", better: .lower, source: .schedstat, "CPU time of the sending flow threads"
  )
  package static let receiverFlows = Metric(
    "cpu_receiver_flows", unit: "ns", better: .lower, source: .schedstat,
    "CPU time of the receiving flow threads")
  package static let ksoftirqd = Metric(
    "cpu_ksoftirqd", unit: "ns", better: .lower, source: .schedstat,
    "CPU time of the ksoftirqd threads: network work the kernel did for nobody in particular")
  package static let control = Metric(
    "cpu_control", unit: "ns", better: .lower, source: .schedstat,
    "CPU time of copycost's own threads that carry no flow, reading these counters included")
  package static let other = Metric(
    "cpu_other", unit: "ns", better: .lower, source: .schedstat,
    "CPU time of all other threads of the machine")
  package static let residual = Metric(
    "cpu_residual", unit: "ns", better: .neither, source: .derived,
    "cpu_busy minus the terms that could be read: printed as a check, never a term")

  /// Every metric above, in the order of documentation.
  package static let all = [
    elapsed, cpuCount, busy, steal, senderFlows, receiverFlows, ksoftirqd, control, other, residual,
  ]
}
