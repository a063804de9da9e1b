import Records

/// All probes of one side, read together at both edges of one window; instruments in a stretch of their own after it.
///
/// Make it once the flows are connected, call `prepare()` before the window, `open()` and `close()` at its
/// edges, `conclude()` after it, then `openInstruments()` and `closeInstruments()`, and `readings()` after the drain. A
/// perf context slows each context switch of its thread, by a tenth of the goodput with 64-byte messages over loopback:
/// no figure of the window pays for it.
package struct WindowProbes: Sendable {
  /// When the opening edge was read; nil before. The machine is read right after it, with its own stamps.
  package private(set) var opened: ReadingSpan?
  /// When the closing edge was read; nil before.
  package private(set) var closed: ReadingSpan?

  private var flows: [any Probe]
  private var machine: [any Probe]
  private var instruments: [any Probe]
  /// What the instruments are wanted for; nil leaves them closed.
  package let instrumentation: Instrumentation?

  /// How long the instruments have to look.
  package enum Instrumentation: Sendable {
    /// Counters are exact however short they count.
    case counting
    /// Sampling is as good as it has samples.
    case sampling
  }

  /// Opens every descriptor; takes milliseconds where it also reads the machine.
  package init(scope: ProbeScope) {
    flows = Probes.flows.map { $0.init(scope: scope) }
    machine = scope.readsMachine ? Probes.machine.map { $0.init(scope: scope) } : []
    instruments = Probes.instruments.map { $0.init(scope: scope) }
    if scope.instruments.profile || scope.instruments.counters { _ = PerfHook.held }
    instrumentation = scope.instruments.profile ? .sampling : scope.instruments.counters ? .counting : nil
  }

  /// Does what takes long before the window: call it in the warm-up, or before the flows start.
  package mutating func prepare() {
    for index in machine.indices { machine[index].prepare() }
  }

  package mutating func open() {
    let begin = monotonicNanoseconds()
    for index in flows.indices { flows[index].open() }
    opened = ReadingSpan(begin: begin, end: monotonicNanoseconds())
    for index in machine.indices { machine[index].open() }
  }

  package mutating func close() {
    let begin = monotonicNanoseconds()
    for index in flows.indices { flows[index].close() }
    closed = ReadingSpan(begin: begin, end: monotonicNanoseconds())
    for index in machine.indices { machine[index].close() }
  }

  /// Does what takes long after the window: call it before the instruments are opened, or once the flows need not go on.
  package mutating func conclude() {
    for index in machine.indices { machine[index].conclude() }
  }

  /// Opens the instruments: milliseconds, mostly before the first counts.
  package mutating func openInstruments() {
    for index in instruments.indices { instruments[index].prepare() }
    for index in instruments.indices { instruments[index].open() }
  }

  /// Empties what would run over; called at least every 20 ms or so while the instruments are open.
  package mutating func poll() {
    for index in instruments.indices { instruments[index].poll() }
  }

  package mutating func closeInstruments() {
    for index in instruments.indices { instruments[index].close() }
  }

  /// How many times the traffic that the instruments saw the window saw; without it their counts are the window's.
  package mutating func scaleInstruments(by traffic: Double) {
    for index in instruments.indices { instruments[index].scale(by: traffic) }
  }

  /// One reading per metric of every probe, with a value or the reason why there is none.
  package func readings() -> [Reading] {
    (flows + machine + instruments).flatMap { $0.readings() }
  }

  /// What the probes have to say about their readings.
  package func caveats() -> [Caveat] {
    (flows + machine + instruments).flatMap { $0.caveats() }
  }
}
