import CLinux
import Records

/// Kernel counters of the flow threads, kernel work included.
///
/// Source: perf_event_open(2), one set of groups per thread, counting from before the window and read at both
/// edges. A refused event has a reason instead of a value; it is never opened without the kernel's share in
/// its place, because then network I/O would be missing from it. Work done for a thread in ksoftirqd or by
/// its peer is not in these figures.
package struct PerfCounters: Probe {
  package static let metrics = PerfEvent.groups.joined().map(\.metric)

  private let side: Side
  private let threads: [PerfThread]
  private var opening: [PerfThread.Edge] = []
  private var closing: [PerfThread.Edge] = []

  package init(scope: ProbeScope) {
    side = scope.side
    threads = scope.threads.map { PerfThread(thread: $0, groups: PerfEvent.groups) }
  }

  package mutating func open() { opening = threads.map { $0.read() } }
  package mutating func close() { closing = threads.map { $0.read() } }

  package func readings() -> [Reading] {
    Self.metrics.map { metric in
      guard opening.count == threads.count, closing.count == threads.count else {
        return Reading(metric, side, unavailable: "window was not read at both edges")
      }
      let counts = threads.indices.map { index in
        threads[index].count(of: metric, from: opening[index], to: closing[index])
      }
      return PerfCount.sum(counts).reading(metric, side)
    }
  }
}
