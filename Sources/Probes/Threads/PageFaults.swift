import Records

/// How often the flow threads touched a page that was not mapped.
///
/// Source: minflt and majflt of /proc/self/task/TID/stat, fields 10 and 12 of proc_pid_stat(5).
package struct PageFaults: Probe {

  package static let metrics = [ThreadMetrics.pageFaults]

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
      files.reading(ThreadMetrics.pageFaults, side) { text throws(Unavailable) in
        try Self.faults(in: text)
      }
    ]
  }

  static func faults(in text: String) throws(Unavailable) -> UInt64 {
    let stat = try TaskStat(text)
    guard let minor = stat[10], let major = stat[12] else {
      throw Unavailable("stat of a thread has no page faults")
    }
    return try ForeignNumber.sum([minor, major], "page faults of a thread")
  }
}
