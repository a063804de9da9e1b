import Records

/// What one `read` of a counter group returned.
struct PerfGroupCount: Hashable, Sendable {
  /// Nanoseconds the group was switched on while its thread ran.
  var enabled: UInt64
  /// Nanoseconds it really counted; less where the PMU had to rotate groups.
  var running: UInt64
  var values: [UInt64]

  /// Bytes a group of so many events answers: their number, two times, their values.
  static func size(events: Int) -> Int { (3 + events) * 8 }

  /// Reads the layout GROUP | TOTAL_TIME_ENABLED | TOTAL_TIME_RUNNING of perf_event_open(2).
  ///
  /// Nothing at all is how the kernel reports a group it could not keep on the PMU; it must never pass for
  /// zero.
  static func decode(_ bytes: [UInt8], events: Int) -> Obtained<PerfGroupCount> {
    guard !bytes.isEmpty else {
      return .failure(Unavailable("counter group is in error state (read returned 0 bytes)"))
    }
    guard bytes.count == size(events: events) else {
      return .failure(Unavailable("short read of \(bytes.count) bytes for \(events) events"))
    }
    let words = stride(from: 0, to: bytes.count, by: 8).map { offset in
      bytes[offset..<offset + 8].reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    }
    guard words[0] == UInt64(events) else {
      return .failure(Unavailable("group of \(events) events answered for \(words[0])"))
    }
    return .success(PerfGroupCount(enabled: words[1], running: words[2], values: Array(words[3...])))
  }
}

/// How much one event grew between two readings of its group, as it was counted.
struct PerfGrowth: Hashable, Sendable {
  var raw: Double
  /// Nanoseconds, as in `PerfGroupCount`.
  var enabled: UInt64
  var running: UInt64

  init(raw: Double, enabled: UInt64, running: UInt64) {
    self.raw = raw
    self.enabled = enabled
    self.running = running
  }

  init(from first: PerfGroupCount, to last: PerfGroupCount, index: Int) throws(Unavailable) {
    enabled = try ForeignNumber.growth(from: first.enabled, to: last.enabled, "counter")
    running = try ForeignNumber.growth(from: first.running, to: last.running, "counter")
    raw = Double(try ForeignNumber.growth(from: first.values[index], to: last.values[index], "counter"))
  }
}

/// How much one event grew over a window, scaled to the time it was enabled.
struct PerfCount: Hashable, Sendable {
  /// Below this share of running time the scaled value is a guess and is refused.
  ///
  /// perf itself prints any share; a quarter of a 400 ms window still holds some 25 rotations of 4 ms.
  static let leastRunningShare = 0.25

  var value: Double
  var enabled: UInt64
  var running: UInt64

  init(value: Double, enabled: UInt64, running: UInt64) {
    self.value = value
    self.enabled = enabled
    self.running = running
  }

  /// The count of one event on the PMUs of all kinds of core, which a thread visits one after the other.
  ///
  /// Each PMU counted while the thread was on its kind of core: counts scaled to the whole time and weighted
  /// with the share of the time on each kind, never added, for each scaled count is a guess at the whole. A
  /// thread that never ran in the window counts 0, truthfully; one that ran while no counter did has no count.
  ///
  /// - Parameter growths: one per PMU, one in all where all cores are alike.
  init(_ growths: [PerfGrowth]) throws(Unavailable) {
    enabled = growths.map(\.enabled).max() ?? 0
    running = try ForeignNumber.sum(growths.lazy.map(\.running), "running time of a counter")
    value = growths.reduce(0) { $0 + $1.raw }
    guard enabled > 0 else { return }
    guard running > 0 else {
      throw Unavailable("counter never ran in the window (running 0 of \(enabled) ns)")
    }
    let share = Double(running) / Double(enabled)
    guard share >= Self.leastRunningShare else {
      throw Unavailable("counter ran \(Int(share * 100)) % of the time, at least 25 % are needed")
    }
    // Sum over PMUs of (running / all running) x (raw x enabled / running).
    value = value / share
  }

  /// What one kind of core counted of an event, scaled for the time in which no PMU counted.
  ///
  /// `running` is the time on that kind of core.
  init(_ growths: [PerfGrowth], part: Int) throws(Unavailable) {
    let all = try PerfCount(growths)
    let share = all.enabled > 0 ? Double(all.running) / Double(all.enabled) : 1
    self.init(value: growths[part].raw / share, enabled: all.enabled, running: growths[part].running)
  }

  init(from first: PerfGroupCount, to last: PerfGroupCount, index: Int) throws(Unavailable) {
    try self.init([PerfGrowth(from: first, to: last, index: index)])
  }

  /// The counts of all threads together; one thread without a count leaves none for all.
  static func sum(_ counts: [Obtained<PerfCount>]) -> Obtained<PerfCount> {
    do throws(Unavailable) {
      var sum = PerfCount(value: 0, enabled: 0, running: 0)
      for count in counts {
        let count = try count.get()
        sum.value += count.value
        sum.enabled = try ForeignNumber.sum([sum.enabled, count.enabled], "enabled time of a counter")
        sum.running = try ForeignNumber.sum([sum.running, count.running], "running time of a counter")
      }
      guard !counts.isEmpty else { throw Unavailable("no flow threads") }
      guard sum.enabled > 0 else { throw Unavailable("no thread ran in the window") }
      return .success(sum)
    } catch {
      return .failure(error)
    }
  }
}

extension Obtained<PerfCount> {
  func reading(_ metric: Metric, _ side: Side) -> Reading {
    switch self {
    case .success(let count):
      return Reading(
        metric, side, count.value, enabledNanoseconds: count.enabled, runningNanoseconds: count.running)
    case .failure(let missing):
      return Reading(metric, side, unavailable: missing.reason)
    }
  }
}
