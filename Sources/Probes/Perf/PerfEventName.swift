import CLinux
import Records

/// An event as typed: `cycles`, `mem-loads`, `msr/tsc`, `r01c2`.
///
/// Names come from /sys/bus/event_source/devices/PMU/events, whose terms PMU/format places in the
/// configuration words (Documentation/ABI/testing/sysfs-bus-event_source-devices-events and -format).
struct PerfEventName: Sendable {
  let typed: String

  init(_ typed: String) {
    self.typed = typed
  }

  /// One event, or one per kind of core of a hybrid CPU.
  ///
  /// - Throws: when no PMU of this machine knows the name.
  func events(_ pmus: PMUs) throws(Unavailable) -> [PerfEvent] {
    let metric = Instruments.metric(ofEvent: typed)
    let hybrid = pmus.coreTypes
    if let code = rawCode {
      guard !hybrid.isEmpty else { return [PerfEvent(metric: metric, type: Self.rawType, config: code)] }
      return hybrid.map { PerfEvent(metric: metric, type: $0.type, config: code, pmu: $0.name) }
    }
    if let slash = typed.firstIndex(of: "/") {
      let name = String(typed[..<slash])
      let event = typed[typed.index(after: slash)...].prefix { $0 != "/" }
      guard let pmu = pmus.named(name) else { throw Unavailable("there is no PMU \(name) on this machine") }
      return [try Self.event(String(event), of: pmu, in: pmus, metric)]
    }
    if let generic = PerfEvent.byName.first(where: { $0.metric.name == typed }) {
      return generic.forEveryCore(hybrid, metric)
    }
    let cores = hybrid.isEmpty ? pmus.all.filter { Self.lists(typed, $0, pmus) } : hybrid
    guard let first = cores.first else { throw Unavailable("no PMU of this machine lists an event \(typed)") }
    guard !hybrid.isEmpty else { return [try Self.event(typed, of: first, in: pmus, metric)] }
    return try cores.map { pmu throws(Unavailable) in
      var event = try Self.event(typed, of: pmu, in: pmus, metric)
      event.pmu = pmu.name
      return event
    }
  }

  /// PERF_TYPE_RAW.
  private static let rawType: UInt32 = 4

  /// `r` and up to 16 hexadecimal digits.
  private var rawCode: UInt64? {
    guard typed.first == "r", typed.count > 1 else { return nil }
    return UInt64(typed.dropFirst(), radix: 16)
  }

  private static func lists(_ event: String, _ pmu: PMUs.PMU, _ pmus: PMUs) -> Bool {
    (try? readText("\(pmus.directory)/\(pmu.name)/events/\(event)")) != nil
  }

  private static func event(
    _ name: String, of pmu: PMUs.PMU, in pmus: PMUs, _ metric: Metric
  ) throws(Unavailable) -> PerfEvent {
    guard let terms = try? readText("\(pmus.directory)/\(pmu.name)/events/\(name)") else {
      throw Unavailable("PMU \(pmu.name) lists no event \(name)")
    }
    var event = PerfEvent(metric: metric, type: pmu.type, config: 0)
    for term in terms.filter({ !$0.isWhitespace }).split(separator: ",") {
      let parts = term.split(separator: "=", maxSplits: 1)
      guard let value = number(parts.count > 1 ? parts[1] : "1") else {
        throw Unavailable("event \(name) of PMU \(pmu.name) needs a value for \(parts[0])")
      }
      guard let format = try? readText("\(pmus.directory)/\(pmu.name)/format/\(parts[0])") else {
        throw Unavailable("PMU \(pmu.name) does not say where its term \(parts[0]) goes")
      }
      try event.place(value, format.filter { !$0.isWhitespace })
    }
    return event
  }

  private static func number(_ text: Substring) -> UInt64? {
    text.hasPrefix("0x") ? UInt64(text.dropFirst(2), radix: 16) : UInt64(text)
  }
}

extension PerfEvent {
  /// Spreads the bits of a value over the ranges of a format such as `config:0-7,32-35`, lowest bits first.
  fileprivate mutating func place(_ value: UInt64, _ format: String) throws(Unavailable) {
    let parts = format.split(separator: ":", maxSplits: 1)
    let words: [Substring: WritableKeyPath<PerfEvent, UInt64>] = [
      "config": \.config, "config1": \.config1, "config2": \.config2,
    ]
    guard parts.count == 2, let word = words[parts[0]] else {
      throw Unavailable("format \(format) of a PMU is not understood")
    }
    var rest = value
    for range in parts[1].split(separator: ",") {
      let limits = range.split(separator: "-").compactMap { UInt64($0) }
      guard let low = limits.first, let high = limits.last, low <= high, high < 64 else {
        throw Unavailable("format \(format) of a PMU is not understood")
      }
      let width = high - low + 1
      let mask = width == 64 ? UInt64.max : (1 << width) - 1
      self[keyPath: word] |= (rest & mask) << low
      rest = width == 64 ? 0 : rest >> width
    }
  }

  /// This generic event under another metric, once per kind of core.
  fileprivate func forEveryCore(_ coreTypes: [PMUs.PMU], _ metric: Metric) -> [PerfEvent] {
    var event = self
    event.metric = metric
    guard type != UInt32(CL_PERF_TYPE_SOFTWARE), !coreTypes.isEmpty else { return [event] }
    return coreTypes.map { pmu in
      var copy = event
      copy.config |= UInt64(pmu.type) << 32
      copy.pmu = pmu.name
      return copy
    }
  }
}
