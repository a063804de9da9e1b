/// The numbers in /proc/PID/stat or /proc/PID/task/TID/stat.
///
/// Source: proc_pid_stat(5).
struct TaskStat {
  /// From field 3 on.
  private let fields: [Substring]

  /// - Throws: when the text has no name in brackets.
  init(_ text: String) throws(Unavailable) {
    // The name may hold spaces and brackets: fields are counted from the last one.
    guard let bracket = text.lastIndex(of: ")") else { throw Unavailable("stat of a thread has no name") }
    fields = text[text.index(after: bracket)...].split(separator: " ")
  }

  /// A field by its number in proc_pid_stat(5), 3 or more; nil where the text ends before it or has no number there.
  subscript(field: Int) -> UInt64? {
    fields.indices.contains(field - 3) ? UInt64(fields[field - 3]) : nil
  }
}
