import Records

/// How many flow threads ran or waited for a CPU at both edges of the window.
///
/// A thread that gets no CPU in a whole window has neither CPU time nor a wait: schedstat adds the wait when the thread
/// runs at last. Its state tells it from a thread that slept because nothing came.
/// Source: field 3 of /proc/self/task/TID/stat, proc_pid_stat(5): R is running or ready to run.
package struct ReadyThreads: Probe {

  package static let metrics = [ThreadMetrics.readyThreads]

  private let side: Side
  private var files: ThreadFiles

  package init(scope: ProbeScope) {
    side = scope.side
    files = ThreadFiles(threads: scope.threads, name: "stat", limit: 1024)
  }

  package mutating func open() { files.open() }
  package mutating func close() { files.close() }

  package func readings() -> [Reading] {
    [
      files.count(ThreadMetrics.readyThreads, side) { text throws(Unavailable) in
        try TaskStat(text).state == "R"
      }
    ]
  }
}
