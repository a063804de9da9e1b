import Records

/// The numbers in /proc/PID/stat or /proc/PID/task/TID/stat.
///
/// Source: proc_pid_stat(5).
struct TaskStat {
  /// From field 3 on.
  private let fields: [Substring]

  /// - Throws: when the text has no name in brackets.
  init(_ text: String) throws(Unavailable) {
    // The name may hold spaces and brackets: fields are counted from the last one.
    let bytes = text.utf8
    guard let bracket = bytes.lastIndex(of: UInt8(ascii: ")")) else {
      throw Unavailable("stat of a thread has no name")
    }
    fields = bytes[bytes.index(after: bracket)...].split {
      $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\n")
    }
    .map { Substring($0) }
  }

  /// Field 3: `R` for running or ready to run, `S` for asleep, and so on; nil where the text ends before it.
  var state: Substring? { fields.first }

  /// A field by its number in proc_pid_stat(5), 3 or more; nil where the text ends before it or has no number there.
  subscript(field: Int) -> UInt64? {
    fields.indices.contains(field - 3) ? UInt64(fields[field - 3]) : nil
  }
}
