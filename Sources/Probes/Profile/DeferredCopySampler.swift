import Records

/// Samples all CPUs during one stream and tells in whose time the copies after MSG_ZEROCOPY sends were made.
///
/// Source: perf_event_open(2) with a ring per CPU and the kernel's call chains, as for a profile, but several times
/// denser: no timed sample is taken meanwhile.
package final class DeferredCopySampler {
  /// Samples a second of each CPU: a prime.
  static let denseRate: UInt64 = 4001

  private let rings: [PerfRing]
  private let clock: SampleClock
  private let rate: UInt64
  private let symbols: KernelSymbols
  private var bytes: [[UInt8]]

  /// Opens a ring for every CPU; nothing is sampled before `start`.
  ///
  /// - Throws: when the CPUs may not be sampled or the kernel hides its symbols.
  package init() throws(Unavailable) {
    symbols = try KernelSymbols.shared().get()
    let targets = onlineCPUs().map { (thread: Int32(-1), cpu: $0) }
    // Above kernel.perf_event_max_sample_rate nothing opens; the rate of profiles is below its default.
    if case .success(let dense) = SampleClock.open(targets, rate: Self.denseRate) {
      (clock, rings) = dense
      rate = Self.denseRate
    } else {
      (clock, rings) = try SampleClock.open(targets).get()
      rate = SampleClock.rate
    }
    bytes = Array(repeating: [], count: rings.count)
  }

  package func start() {
    for ring in rings { ring.enable() }
  }

  /// Takes what the rings hold; to be called every 20 ms or so.
  package func poll() {
    for (index, ring) in rings.enumerated() { ring.drain(into: &bytes[index]) }
  }

  package func stop() {
    for ring in rings { ring.disable() }
    poll()
  }

  /// Who made the copies between `start` and `stop`.
  ///
  /// - Parameters:
  ///   - sender: thread id of the sending thread, as seen from here.
  ///   - receiver: thread id of the receiving thread.
  package func payers(sender: Int32, receiver: Int32) throws(Unavailable) -> CopyPayers {
    try Self.payers(
      bytes, symbols: symbols, rate: rate, seesDisabledInterrupts: clock.seesDisabledInterrupts
    ) { thread in
      switch thread {
      case sender: .sender
      case receiver: .receiver
      case 0: .idle
      default: Self.isKsoftirqd(thread) ? .ksoftirqd : .other
      }
    }
  }

  static func payers(
    _ rings: [[UInt8]], symbols: KernelSymbols, rate: UInt64, seesDisabledInterrupts: Bool,
    task: (Int32) -> CopyPayers.Task
  ) throws(Unavailable) -> CopyPayers {
    struct Payer: Hashable {
      var thread: Int32
      var inSoftirq: Bool
    }
    var classifier = SampleClassifier(symbols: symbols, gather: 0..<0)
    var places: [Payer: UInt64] = [:]
    var counts = PerfRecordCounts()
    for bytes in rings {
      let found = PerfRecords.decode(bytes) { sample in
        let classified = classifier.classify(sample, isOurProcess: false)
        guard classified.profileClass == .deferredCopy else { return }
        places[Payer(thread: sample.thread, inSoftirq: classified.isInSoftirq), default: 0] += 1
      }
      counts = counts + found
    }
    guard counts.undecodable == 0 else {
      throw Unavailable("\(counts.undecodable) bytes of the sample ring could not be decoded")
    }
    guard counts.samples > 0 else { throw Unavailable("no CPU sample fell into the stream") }
    var contexts: [CopyPayers.Context] = []
    for (place, samples) in places {
      let task = task(place.thread)
      if let known = contexts.firstIndex(where: { $0.task == task && $0.inSoftirq == place.inSoftirq }) {
        contexts[known].samples += samples
      } else {
        contexts.append(CopyPayers.Context(task: task, inSoftirq: place.inSoftirq, samples: samples))
      }
    }
    return CopyPayers(
      contexts: contexts, samples: UInt64(counts.samples), lost: counts.lost, rate: Double(rate),
      seesDisabledInterrupts: seesDisabledInterrupts)
  }

  private static func isKsoftirqd(_ thread: Int32) -> Bool {
    TaskGroup(process: "", thread: (try? readText("/proc/\(thread)/comm")) ?? "") == .ksoftirqd
  }
}
