import Records

/// Samples what the CPU was doing in a stretch after the window: the flow threads of this end and, on the side that reads
/// the machine, every CPU.
///
/// Source: perf_event_open(2) with a ring per thread and per CPU, call chains of the kernel, /proc/kallsyms.
/// Off unless the scope asks for it.
package struct ProfileSampler: Probe {
  package static let metrics = ProfileMetrics.all

  /// The rings of one side, what they held so far, and how they were filled.
  private struct Stream: Sendable {
    var side: Side
    var opened: Obtained<(clock: SampleClock, rings: [PerfRing])>
    let rings: [PerfRing]
    var bytes: [[UInt8]]

    init(_ side: Side, _ targets: [(thread: Int32, cpu: Int32)]) {
      self.side = side
      opened = targets.isEmpty ? .failure(Unavailable("no flow threads")) : SampleClock.open(targets)
      rings = (try? opened.get())?.rings ?? []
      bytes = Array(repeating: [], count: rings.count)
    }

    mutating func drain() {
      for (index, ring) in rings.enumerated() { ring.drain(into: &bytes[index]) }
    }
  }

  private let scope: ProbeScope
  private var streams: [Stream] = []
  private let symbols: Obtained<KernelSymbols>
  private let gather: Obtained<Range<UInt64>>
  private let threads: Set<Int32>
  private var groups: [Int32: TaskGroup] = [:]
  private var isClosed = false

  package init(scope: ProbeScope) {
    self.scope = scope
    threads = Set(scope.threads)
    guard scope.instruments.profile else {
      symbols = .failure(Unavailable("not asked for"))
      gather = .failure(Unavailable("not asked for"))
      return
    }
    symbols = KernelSymbols.shared()
    gather = GatherCode.addresses()
  }

  package mutating func prepare() {
    guard scope.instruments.profile else { return }
    streams = [Stream(scope.side, scope.threads.map { (thread: $0, cpu: -1) })]
    if scope.readsMachine {
      streams.append(Stream(.machine, onlineCPUs().map { (thread: -1, cpu: $0) }))
    }
  }

  package mutating func open() {
    for stream in streams { for ring in stream.rings { ring.enable() } }
  }

  package mutating func poll() {
    for index in streams.indices { streams[index].drain() }
  }

  /// Stops first; then takes what is left and the names of all threads that were seen, while they live.
  package mutating func close() {
    for stream in streams { for ring in stream.rings { ring.disable() } }
    poll()
    for stream in streams where stream.side == .machine {
      for bytes in stream.bytes {
        _ = PerfRecords.decode(bytes) { sample in
          if groups[sample.thread] == nil {
            groups[sample.thread] = Self.group(process: sample.process, thread: sample.thread)
          }
        }
      }
    }
    isClosed = true
  }

  package func readings() -> [Reading] {
    guard !scope.instruments.profile || !streams.isEmpty else {
      return Self.metrics.map { Reading($0, scope.side, unavailable: "nothing was sampled") }
    }
    return streams.flatMap { stream -> [Reading] in
      guard isClosed else {
        return Self.metrics.map { Reading($0, stream.side, unavailable: "window was not read at both edges") }
      }
      switch stream.opened {
      case .failure(let missing):
        return Self.metrics.map { Reading($0, stream.side, unavailable: missing.reason) }
      case .success(let opened):
        return tally(stream).readings(
          stream.side, clock: opened.clock, symbols: reason(symbols), gather: reason(gather))
      }
    }
  }

  /// Once per sample, from the sending end: what the reader of a profiled figure has to know.
  package func caveats() -> [Caveat] {
    guard let stream = streams.first, stream.side == .sender, case .success(let opened) = stream.opened else {
      return []
    }
    return [Caveats.profiled(rate: SampleClock.rate)]
      + (opened.clock.seesDisabledInterrupts ? [] : [Caveats.profileTimer])
  }

  private func tally(_ stream: Stream) -> ProfileTally {
    var classifier = SampleClassifier(symbols: try? symbols.get(), gather: (try? gather.get()) ?? 0..<0)
    var tally = ProfileTally()
    for bytes in stream.bytes {
      let counts = PerfRecords.decode(bytes) { sample in
        guard stream.side == .machine else {
          tally.add(classifier.classify(sample), isOwnThread: true)
          return
        }
        let isOurs = threads.contains(sample.thread)
        let group = groups[sample.thread] ?? .other
        var found = classifier.classify(sample, isOurProcess: isOurs)
        // What others do is none of our classes, unless they lend their time to a softirq.
        if group == .other || group == .control, sample.thread != 0, !found.isInSoftirq {
          found.profileClass = .other
        }
        tally.add(found, isOwnThread: group == .senderFlows || group == .receiverFlows)
      }
      tally.add(counts)
    }
    return tally
  }

  private func reason<Value>(_ obtained: Obtained<Value>) -> String? {
    if case .failure(let missing) = obtained { return missing.reason }
    return nil
  }

  private static func group(process: Int32, thread: Int32) -> TaskGroup {
    func name(_ path: String) -> String { String(((try? readText(path)) ?? "").prefix { $0 != "\n" }) }
    return TaskGroup(process: name("/proc/\(process)/comm"), thread: name("/proc/\(thread)/comm"))
  }
}

/// CPUs that are online, ascending; /sys/devices/system/cpu/online.
func onlineCPUs() -> [Int32] {
  cpuList((try? readText("/sys/devices/system/cpu/online")) ?? "")
}

/// `0-3,8` as 0, 1, 2, 3, 8; what is no list of CPUs is left out.
func cpuList(_ text: String) -> [Int32] {
  text.filter { !$0.isWhitespace }.split(separator: ",").flatMap { cpuRange($0).map(Array.init) ?? [] }
}

/// `0-3` or `8`; nil for anything else, and above 65535: Linux knows some thousand CPUs at most (CONFIG_NR_CPUS).
func cpuRange(_ text: Substring) -> ClosedRange<Int32>? {
  let limits = text.split(separator: "-", omittingEmptySubsequences: false).map { UInt16($0).map(Int32.init) }
  guard limits.count <= 2, let first = limits.first ?? nil, let last = limits.last ?? nil, first <= last
  else { return nil }
  return first...last
}
