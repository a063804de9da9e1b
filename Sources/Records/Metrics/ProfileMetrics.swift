/// Metrics of the CPU profile: `sender` and `receiver` are the flow threads of an end, `machine` is every CPU.
package enum ProfileMetrics {
  package static let samples = Metric(
    "profile_samples", unit: "count", better: .neither, source: .sampled,
    "Samples of this side in the window, of which the other profile figures are shares")
  package static let lost = Metric(
    "profile_lost", unit: "count", better: .neither, source: .sampled,
    "Samples the kernel had to throw away because the ring was full: not in the shares")
  package static let period = Metric(
    "profile_period", unit: "ns", better: .neither, source: .derived,
    "CPU time a sample of this side stands for (for the machine idle time too, when a timer samples)")
  package static let inSoftirq = Metric(
    "profile_in_softirq", unit: "share", better: .neither, source: .sampled,
    "Share of the samples of this side taken inside a softirq: a subset of the classes, never added to them")
  package static let ownThreads = Metric(
    "profile_own_threads", unit: "share", better: .neither, source: .sampled,
    "Share of the machine's samples taken in flow threads of either end, their softirq work included")

  /// Every metric of a profile: the classes, then what describes them.
  package static let all =
    ProfileClass.allCases.map(\.metric) + [samples, lost, period, inSoftirq, ownThreads]

  /// Kernel series on which the classes of functions were compared with the functions really seen.
  package static let checkedKernels = ["6.18"]
}
