import Records

/// All probes of one side, read together at both edges of one window.
///
/// Make it once the flows are connected, call `prepare()` before the window, `open()` and `close()` at its
/// edges, `readings()` after the drain.
package struct WindowProbes: Sendable {
  /// When the opening edge was read; nil before. The machine is read right after it, with its own stamps.
  package private(set) var opened: Interval?
  /// When the closing edge was read; nil before.
  package private(set) var closed: Interval?

  private var flows: [any Probe]
  private var machine: [any Probe]
  private var instruments: [any Probe]
  /// Whether `poll()` has anything to do.
  package let needsPolling: Bool

  /// Opens every descriptor; takes milliseconds where it also reads the machine.
  package init(scope: ProbeScope) {
    flows = Probes.flows.map { $0.init(scope: scope) }
    machine = scope.readsMachine ? Probes.machine.map { $0.init(scope: scope) } : []
    instruments = Probes.instruments.map { $0.init(scope: scope) }
    needsPolling = scope.instruments.profile
  }

  /// Does what takes long before the window: call it in the warm-up, or before the flows start.
  package mutating func prepare() {
    for index in machine.indices { machine[index].prepare() }
  }

  package mutating func open() {
    let begin = monotonicNanoseconds()
    for index in flows.indices { flows[index].open() }
    opened = Interval(begin: begin, end: monotonicNanoseconds())
    for index in machine.indices { machine[index].open() }
    for index in instruments.indices { instruments[index].open() }
  }

  /// Empties what would run over in a long window; called at least every 20 ms or so inside it.
  package mutating func poll() {
    for index in instruments.indices { instruments[index].poll() }
  }

  package mutating func close() {
    let begin = monotonicNanoseconds()
    for index in flows.indices { flows[index].close() }
    closed = Interval(begin: begin, end: monotonicNanoseconds())
    for index in machine.indices { machine[index].close() }
    for index in instruments.indices { instruments[index].close() }
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
