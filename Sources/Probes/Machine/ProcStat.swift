import Records

/// Idle and stolen time of every CPU at one instant.
///
/// Source: /proc/stat, proc_stat(5), in units of 1/100 s (USER_HZ) on every Linux architecture copycost runs
/// on. A container may see the file of lxcfs, whose times can be near 2^64, stand still or run backwards.
struct ProcStat: Sendable {
  static let unitNanoseconds: UInt64 = 10_000_000

  var interval: ReadingSpan
  /// CPUs online.
  var cpus: Int
  /// Idle and waiting for I/O, all CPUs together, in nanoseconds.
  var idle: UInt64
  var steal: UInt64
  /// All that the CPUs did, idling and stolen time included, in nanoseconds.
  var total: UInt64

  /// - Throws: when the text is not that of /proc/stat, or a time in it cannot be.
  init(_ text: [UInt8], interval: ReadingSpan) throws(Unavailable) {
    self.interval = interval
    var words: ArraySlice<ArraySlice<UInt8>> = []
    cpus = 0
    for line in text.split(separator: UInt8(ascii: "\n")) {
      guard line.starts(with: "cpu".utf8) else { break }
      let columns = line.split(separator: UInt8(ascii: " "))
      if columns[0].count > 3 { cpus += 1 } else { words = columns.dropFirst() }
    }
    // user nice system idle iowait irq softirq steal; the guest times after them are part of user and nice.
    guard words.count >= 8, cpus > 0 else { throw Unavailable("/proc/stat is not understood") }
    var times: [UInt64] = []
    for word in words.prefix(8) {
      let ticks = try ForeignNumber.count(digits: word, "CPU time in /proc/stat")
      times.append(try ForeignNumber.product(ticks, Self.unitNanoseconds, "CPU time in /proc/stat"))
    }
    idle = try ForeignNumber.sum([times[3], times[4]], "idle time in /proc/stat")
    steal = times[7]
    total = try ForeignNumber.sum(times, "CPU time in /proc/stat")
  }
}

/// What the CPUs of the machine did between two readings.
struct MachineWindow: Sendable {
  /// Between the middles of the two readings.
  var elapsed: UInt64
  var cpus: Int
  var idle: UInt64
  /// May be missing alone: no other figure is made of it.
  var steal: Obtained<UInt64>

  /// CPUs x elapsed - idle; the 10 ms units can take a machine without load below 0, which is then 0.
  var busy: Double { max(0, capacity - Double(idle)) }

  private var capacity: Double { Double(elapsed) * Double(cpus) }

  init(from first: ProcStat, to last: ProcStat) throws(Unavailable) {
    guard first.cpus == last.cpus else { throw Unavailable("a CPU went on- or offline in the window") }
    guard last.interval.middle > first.interval.middle else { throw Unavailable("window has no length") }
    elapsed = last.interval.middle - first.interval.middle
    cpus = first.cpus
    // iowait may fall (proc_stat(5)); the sum with idle rarely does, and then nothing can be said.
    idle = try ForeignNumber.growth(from: first.idle, to: last.idle, "idle time")
    steal = Self.growthOfSteal(from: first, to: last)
    let (capacity, slack) = (capacity, Self.slack(elapsed: elapsed, cpus: cpus))
    if case .success(let time) = steal, Double(time) > capacity + slack {
      steal = .failure(Unavailable("stolen time grew by more than CPUs x elapsed"))
    }
    guard Double(idle) <= capacity + slack else {
      throw Unavailable("idle time grew by more than CPUs x elapsed")
    }
    // An idle time that stood still in a text that stood still would make an idle machine a busy one.
    guard last.total != first.total || capacity <= slack else { throw Unavailable("/proc/stat stands still") }
  }

  private static func growthOfSteal(from first: ProcStat, to last: ProcStat) -> Obtained<UInt64> {
    do throws(Unavailable) {
      return .success(try ForeignNumber.growth(from: first.steal, to: last.steal, "stolen time"))
    } catch {
      return .failure(error)
    }
  }

  /// How far the times of a truthful /proc/stat may lie off: two units of the sums, two of each CPU whose tick counts
  /// them, and a twentieth for clocks that are not read at one instant.
  private static func slack(elapsed: UInt64, cpus: Int) -> Double {
    Double(ProcStat.unitNanoseconds) * 2 * Double(1 + cpus) + 0.05 * Double(elapsed) * Double(cpus)
  }
}
