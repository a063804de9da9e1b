import Records

/// How long the flow threads were ready to run and had no CPU: the mark of a scheduler-bound sample.
///
/// Source: second field of /proc/self/task/TID/schedstat (Documentation/scheduler/sched-stats.rst). A wait
/// that has not ended at an edge is counted when it ends.
package struct RunQueueWait: Probe {

  package static let metrics = [ThreadMetrics.runQueueWait]

  private let side: Side
  private var files: ThreadFiles

  package init(scope: ProbeScope) {
    side = scope.side
    files = ThreadFiles(threads: scope.threads, name: "schedstat", limit: 128)
  }

  package mutating func open() { files.open() }
  package mutating func close() { files.close() }

  package func readings() -> [Reading] {
    [
      files.reading(ThreadMetrics.runQueueWait, side) { text throws(Unavailable) in
        let fields = text.split(whereSeparator: \.isWhitespace)
        guard fields.count == 3, let wait = UInt64(fields[1]) else {
          throw Unavailable("schedstat has no wait time")
        }
        return wait
      }
    ]
  }
}
