import Records

/// All probes of one side, read together at both edges of one window.
///
/// Make it once the flows are connected, call `open()` and `close()` at the edges, `readings()` after the
/// drain.
package struct WindowProbes: Sendable {
  /// When the opening edge was read; nil before. The machine is read right after it, with its own stamps.
  package private(set) var opened: Interval?
  /// When the closing edge was read; nil before.
  package private(set) var closed: Interval?

  private var flows: [any Probe]
  private var machine: [any Probe]

  /// Opens every descriptor; takes milliseconds where it also reads the machine.
  package init(scope: ProbeScope) {
    flows = Probes.flows.map { $0.init(scope: scope) }
    machine = scope.readsMachine ? Probes.machine.map { $0.init(scope: scope) } : []
  }

  package mutating func open() {
    let begin = monotonicNanoseconds()
    for index in flows.indices { flows[index].open() }
    opened = Interval(begin: begin, end: monotonicNanoseconds())
    for index in machine.indices { machine[index].open() }
  }

  package mutating func close() {
    let begin = monotonicNanoseconds()
    for index in flows.indices { flows[index].close() }
    closed = Interval(begin: begin, end: monotonicNanoseconds())
    for index in machine.indices { machine[index].close() }
  }

  /// One reading per metric of every probe, with a value or the reason why there is none.
  package func readings() -> [Reading] {
    (flows + machine).flatMap { $0.readings() }
  }
}
