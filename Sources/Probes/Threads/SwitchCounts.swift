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

  static let all = Metric(
    "context_switches", unit: "count", better: .lower, source: .procfs,
    "Times a flow thread left its CPU, for whatever reason")

  package static let metrics = [voluntary, involuntary, all]

  private let side: Side
  private var files: ThreadFiles

  package init(scope: ProbeScope) {
    side = scope.side
    files = ThreadFiles(threads: scope.threads, name: "status", limit: 8192)
  }

  package mutating func open() { files.open() }
  package mutating func close() { files.close() }

  package func readings() -> [Reading] {
    let (slept, driven) = ("voluntary_ctxt_switches:", "nonvoluntary_ctxt_switches:")
    return [(Self.voluntary, [slept]), (Self.involuntary, [driven]), (Self.all, [slept, driven])].map {
      metric, keys in
      files.reading(metric, side) { text throws(Unavailable) in
        var counts: [UInt64] = []
        for key in keys { counts.append(try Self.value(of: key, in: text)) }
        return try ForeignNumber.sum(counts, "switches of a thread")
      }
    }
  }

  /// The number after a key at the beginning of a line.
  ///
  /// Bytes are compared, not characters: of 8 flows 64 texts of 60 lines are looked through after each window, and the
  /// next sample waits for it.
  static func value(of key: String, in status: String) throws(Unavailable) -> UInt64 {
    var rest = Substring(status).utf8
    while !rest.isEmpty {
      let line = rest.prefix { $0 != UInt8(ascii: "\n") }
      if line.starts(with: key.utf8) {
        let digits = line.dropFirst(key.utf8.count).drop {
          $0 == UInt8(ascii: "\t") || $0 == UInt8(ascii: " ")
        }
        if let value = UInt64(Substring(digits)) { return value }
      }
      rest = rest[line.endIndex...].dropFirst()
    }
    throw Unavailable("no \(key) in /proc/PID/task/TID/status")
  }
}
