import CLinux
import Glibc
import Records

/// CPU time of the flow threads, exact to the instant of the reading.
///
/// Source: the scheduler clock of each thread (clock_getcpuclockid(3), kernel/time/posix-cpu-timers.c), which
/// the kernel brings up to date for a thread that runs at that moment on another CPU;
/// /proc/PID/task/TID/schedstat lags by up to a tick (4 ms at 250 Hz). Softirq work that interrupted a thread
/// is inside its time unless the kernel keeps IRQ_TIME_ACCOUNTING.
package struct ThreadTime: Probe {

  package static let metrics = [
    ThreadMetrics.cpuTime, ThreadMetrics.elapsed, ThreadMetrics.busiestShare, ThreadMetrics.userTime,
    ThreadMetrics.systemTime,
  ]

  private struct Edge: Sendable {
    var interval: ReadingSpan
    /// Nanoseconds per thread, or -errno.
    var threads: [Int64]
    var userMicroseconds: Int64
    var systemMicroseconds: Int64
  }

  private let side: Side
  private let threads: [Int32]
  private var opening: Edge?
  private var closing: Edge?

  package init(scope: ProbeScope) {
    side = scope.side
    threads = scope.threads
  }

  package mutating func open() { opening = readEdge() }
  package mutating func close() { closing = readEdge() }

  private func readEdge() -> Edge {
    let begin = monotonicNanoseconds()
    let times = threads.map { cl_thread_cpu_nanoseconds($0) }
    let end = monotonicNanoseconds()
    var usage = rusage()
    getrusage(RUSAGE_SELF.rawValue, &usage)
    return Edge(
      interval: ReadingSpan(begin: begin, end: end), threads: times,
      userMicroseconds: microseconds(usage.ru_utime), systemMicroseconds: microseconds(usage.ru_stime))
  }

  private func microseconds(_ time: timeval) -> Int64 {
    Int64(time.tv_sec) * 1_000_000 + Int64(time.tv_usec)
  }

  package func readings() -> [Reading] {
    guard let opening, let closing else {
      return Self.metrics.map { Reading($0, side, unavailable: "window was not read at both edges") }
    }
    let elapsed = Double(closing.interval.middle - opening.interval.middle)
    let elapsedReading = Reading(ThreadMetrics.elapsed, side, elapsed)
    switch threadTimes(opening, closing) {
    case .failure(let missing):
      return [elapsedReading]
        + [
          ThreadMetrics.cpuTime, ThreadMetrics.busiestShare, ThreadMetrics.userTime, ThreadMetrics.systemTime,
        ].map {
          Reading($0, side, unavailable: missing.reason)
        }
    case .success(let times):
      let total = times.reduce(0, +)
      return [
        Reading(ThreadMetrics.cpuTime, side, total), elapsedReading,
        Reading(ThreadMetrics.busiestShare, side, (times.max() ?? 0) / elapsed),
      ] + split(total, opening, closing)
    }
  }

  /// Nanoseconds each thread ran between the edges.
  private func threadTimes(_ opening: Edge, _ closing: Edge) -> Obtained<[Double]> {
    guard !threads.isEmpty else { return .failure(Unavailable("no flow threads")) }
    var times: [Double] = []
    for (index, thread) in threads.enumerated() {
      let (first, last) = (opening.threads[index], closing.threads[index])
      if let failed = [first, last].first(where: { $0 < 0 }) {
        return .failure(Unavailable("no CPU clock of thread \(thread)", errno: Int32(-failed)))
      }
      guard last >= first else {
        return .failure(Unavailable("CPU clock of thread \(thread) went backwards"))
      }
      times.append(Double(last - first))
    }
    return .success(times)
  }

  private func split(_ total: Double, _ opening: Edge, _ closing: Edge) -> [Reading] {
    let user = Double(closing.userMicroseconds - opening.userMicroseconds)
    let system = Double(closing.systemMicroseconds - opening.systemMicroseconds)
    guard user >= 0, system >= 0, user + system > 0 else {
      let reason =
        user + system > 0
        ? "CPU time of the process went backwards"
        : "no CPU time was accounted to the process in the window"
      return [ThreadMetrics.userTime, ThreadMetrics.systemTime].map { Reading($0, side, unavailable: reason) }
    }
    return [
      Reading(ThreadMetrics.userTime, side, total * user / (user + system)),
      Reading(ThreadMetrics.systemTime, side, total * system / (user + system)),
    ]
  }
}
