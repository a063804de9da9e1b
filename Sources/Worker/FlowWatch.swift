import DataPath
import Kernel
import Records
import Wire

/// Flows that start and end by their own clocks: stops each when its time is up, reports each when it has ended.
struct FlowWatch {
  /// How often flows are looked at; only for reporting, no figure depends on it.
  static let pollNanoseconds: UInt64 = 10_000_000
  /// How long a stopped flow may take to end.
  static let drainNanoseconds: UInt64 = 5_000_000_000

  /// What a kernel acknowledges at most for a program that reads nothing: twice the receive buffer that tcp(7) gives a
  /// new socket (128,512 bytes seen with Linux 6.18).
  private static let unreadBytes: UInt64 = 262_144

  private let durationNanoseconds: UInt64?
  private let tell: (ServeEvent) -> Void
  private var active: [Active] = []
  private var served: [ServedFlow] = []

  private struct Active {
    var crew: FlowCrew
    var caveats: [Caveat]
    var started: UInt64
    var stopped: UInt64?
  }

  init(durationNanoseconds: UInt64?, tell: @escaping (ServeEvent) -> Void) {
    self.durationNanoseconds = durationNanoseconds
    self.tell = tell
  }

  var isIdle: Bool { active.isEmpty }

  /// - Parameter asked: what the flow's socket was to be granted.
  mutating func start(
    _ slot: FlowSlot, side: Side, cell: Cell, asked: SocketOptions
  ) throws(JobFailure) {
    let crew = try FlowCrew.start(
      side: side, cell: cell, flows: [slot], cpusByFlow: [], drainNanoseconds: Self.drainNanoseconds)
    tell(.flowStarted(flow: slot.index, peer: slot.peer))
    let caveats = GrantCheck(side: side, asked: asked, cpusByFlow: [])
      .caveats([(slot.index, GrantCheck.read(slot, crew.threads[0]))])
    active.append(Active(crew: crew, caveats: caveats, started: MonotonicClock.now(), stopped: nil))
    crew.phase.set(.window)
  }

  /// Looks at every flow.
  ///
  /// - Returns: flows whose connection broke before the other end read a byte: they were none, and their place is free.
  mutating func poll() -> [(flow: Int, cause: String)] {
    let now = MonotonicClock.now()
    for index in active.indices {
      // A sender that is blocked by a peer which reads no more does not see the phase.
      if let stopped = active[index].stopped, now - stopped >= Self.drainNanoseconds {
        active[index].crew.flows[0].socket.shutdownBoth()
      }
      guard active[index].stopped == nil, let duration = durationNanoseconds,
        now - active[index].started >= duration
      else { continue }
      active[index].stopped = now
      active[index].crew.phase.set(.stop)
      if active[index].crew.side == .receiver { active[index].crew.flows[0].socket.shutdownBoth() }
    }
    // Asked once per flow: one that ends between two looks would be dropped without its report.
    var running: [Active] = []
    var unserved: [(flow: Int, cause: String)] = []
    for item in active {
      guard item.crew.allHaveFinished else {
        running.append(item)
        continue
      }
      if let cause = end(item) { unserved.append((item.crew.flows[0].index, cause)) }
    }
    active = running
    return unserved
  }

  /// Says that no more flows will come.
  func finish() {
    tell(.finished(flows: served.sorted { $0.flow < $1.flow }))
  }

  /// Reports a flow that has ended; answers why it was none instead, where its connection broke at once.
  private mutating func end(_ item: Active) -> String? {
    item.crew.phase.set(.stop)
    _ = item.crew.join(deadline: MonotonicClock.now() + Self.drainNanoseconds)
    let slot = item.crew.flows[0]
    guard let end = slot.end else { return nil }
    var report = FlowReport(end, isStuck: false)
    if item.crew.side == .sender, item.stopped == nil, let failure = report.failure,
      report.whole.bytes <= UInt64(max(0, slot.socket.unacknowledgedBytes ?? 0)) + Self.unreadBytes
    {
      return failure
    }
    // A receiver whose time was up is ended by shutting its socket down, which its thread cannot tell from a loss.
    if item.stopped != nil, item.crew.side == .receiver {
      report.failure = nil
      slot.socket.resetOnClose()
    }
    var flow = ServedFlow(
      flow: slot.index, peer: slot.peer, report: report, calls: end.total[.calls],
      startedMonotonicNanoseconds: end.edges.first?.monotonicNanoseconds ?? item.started,
      elapsedNanoseconds: end.elapsedNanoseconds ?? MonotonicClock.now() - item.started,
      cpuNanoseconds: item.crew.threads[0].cpuTimeNanoseconds(),
      zerocopyCopiedLow: end.total[.zerocopyCopiedLow], zerocopyCopiedHigh: end.total[.zerocopyCopiedHigh])
    if !item.caveats.isEmpty { flow.caveats = item.caveats }
    served.append(flow)
    tell(.flowFinished(flow))
    return nil
  }
}

extension FlowEnd {
  /// From the start of the traffic to its end as the flow's own thread saw it; nil when it saw only one of them.
  fileprivate var elapsedNanoseconds: UInt64? {
    guard let first = edges.first, let last = edges.last, edges.count > 1 else { return nil }
    return last.monotonicNanoseconds - first.monotonicNanoseconds
  }
}
