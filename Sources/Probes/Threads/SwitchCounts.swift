import Records

/// How often the flow threads gave up the CPU, and how often it was taken from them.
///
/// Source: /proc/self/task/TID/status, proc_pid_status(5).
package struct SwitchCounts: Probe {

  package static let metrics = [
    ThreadMetrics.voluntarySwitches, ThreadMetrics.involuntarySwitches, ThreadMetrics.contextSwitches,
  ]

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
    return zip(Self.metrics, [[slept], [driven], [slept, driven]]).map { metric, keys in
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
