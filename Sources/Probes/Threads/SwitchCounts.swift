import Records

/// How often the flow threads gave up the CPU, and how often it was taken from them.
///
/// Source: /proc/self/task/TID/status, proc_pid_status(5).
package struct SwitchCounts: Probe {
  static let voluntary = Metric(
    "context_switches_voluntary", unit: "count", better: .lower, source: .procfs,
    "Times the flow threads went to sleep: a full send buffer, an empty receive buffer")
  static let involuntary = Metric(
    "context_switches_involuntary", unit: "count", better: .lower, source: .procfs,
    "Times the scheduler took the CPU from a flow thread that could have gone on")

  package static let metrics = [voluntary, involuntary]

  private let side: Side
  private let files: ThreadFiles
  private var opening: [Obtained<String>] = []
  private var closing: [Obtained<String>] = []

  package init(scope: ProbeScope) {
    side = scope.side
    files = ThreadFiles(threads: scope.threads, name: "status", limit: 8192)
  }

  package mutating func open() { opening = files.texts() }
  package mutating func close() { closing = files.texts() }

  package func readings() -> [Reading] {
    [(Self.voluntary, "voluntary_ctxt_switches:"), (Self.involuntary, "nonvoluntary_ctxt_switches:")].map {
      metric, key in
      files.reading(metric, side, opening, closing) { text throws(Unavailable) in
        try Self.value(of: key, in: text)
      }
    }
  }

  static func value(of key: String, in status: String) throws(Unavailable) -> UInt64 {
    for line in status.split(separator: "\n") {
      let words = line.split(whereSeparator: \.isWhitespace)
      if words.count == 2, words[0] == key, let value = UInt64(words[1]) { return value }
    }
    throw Unavailable("no \(key) in /proc/PID/task/TID/status")
  }
}
