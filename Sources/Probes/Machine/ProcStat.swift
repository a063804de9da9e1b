import Records

/// Idle and stolen time of every CPU at one instant.
///
/// Source: /proc/stat, proc_stat(5), in units of 1/100 s (USER_HZ) on every Linux architecture copycost runs
/// on.
struct ProcStat: Sendable {
  static let unitNanoseconds: UInt64 = 10_000_000

  var interval: Interval
  /// CPUs online.
  var cpus: Int
  /// Idle and waiting for I/O, all CPUs together, in nanoseconds.
  var idle: UInt64
  var steal: UInt64

  /// - Throws: when the text is not that of /proc/stat.
  init(_ text: [UInt8], interval: Interval) throws(Unavailable) {
    self.interval = interval
    var total: [UInt64] = []
    cpus = 0
    for line in text.split(separator: UInt8(ascii: "\n")) {
      guard line.starts(with: "cpu".utf8) else { break }
      let words = line.split(separator: UInt8(ascii: " "))
      if words[0].count > 3 {
        cpus += 1
      } else {
        total = words.dropFirst().compactMap { UInt64(String(decoding: $0, as: UTF8.self)) }
      }
    }
    guard total.count >= 8, cpus > 0 else { throw Unavailable("/proc/stat is not understood") }
    idle = (total[3] + total[4]) * Self.unitNanoseconds
    steal = total[7] * Self.unitNanoseconds
  }
}

/// What the CPUs of the machine did between two readings.
struct MachineWindow: Sendable {
  /// Between the middles of the two readings.
  var elapsed: UInt64
  var cpus: Int
  var idle: UInt64
  var steal: UInt64

  /// CPUs x elapsed - idle; the 10 ms units can take a machine without load below 0, which is then 0.
  var busy: Double { max(0, Double(elapsed) * Double(cpus) - Double(idle)) }

  init(from first: ProcStat, to last: ProcStat) throws(Unavailable) {
    guard first.cpus == last.cpus else { throw Unavailable("a CPU went on- or offline in the window") }
    guard last.interval.middle > first.interval.middle else { throw Unavailable("window has no length") }
    // iowait may fall (proc_stat(5)); the sum with idle rarely does, and then nothing can be said.
    guard last.idle >= first.idle else { throw Unavailable("idle time went backwards") }
    elapsed = last.interval.middle - first.interval.middle
    cpus = first.cpus
    idle = last.idle - first.idle
    steal = last.steal >= first.steal ? last.steal - first.steal : 0
  }
}
