import DataPath
import Kernel
import Probes
import Records
import Wire

/// One end of a connected job: prepared before its timetable is known, then run by it.
struct JobRun {
  private let job: Job
  private let side: Side
  private let strangers: Int
  private let crew: FlowCrew
  private var probes: WindowProbes
  private var path: PathProof?
  private let grants: [SocketGrant]
  private let grantCaveats: [Caveat]

  /// Starts the threads, which wait at the barrier, and opens the probes: slow things, done before any instant is chosen.
  ///
  /// - Parameter path: begun before the first connection; nil where no device is to be proved.
  init(job: Job, side: Side, flows: [FlowSlot], strangers: Int = 0, path: PathProof? = nil) throws(JobFailure)
  {
    self.job = job
    self.side = side
    self.strangers = strangers
    let sockets = flows.map { $0.socket.descriptor }
    crew = try FlowCrew.start(
      side: side, cell: job.cell, flows: flows, cpusByFlow: job.cpusByFlow,
      drainNanoseconds: job.drainNanoseconds)
    probes = WindowProbes(
      scope: ProbeScope(
        side: side, threads: crew.threads.map(\.threadID), sockets: sockets, device: job.device,
        readsMachine: job.readsMachine, instruments: job.instruments ?? Instruments()))
    let read = zip(flows, crew.threads).map { (flow: $0.index, grant: GrantCheck.read($0, $1)) }
    var distinct: [SocketGrant] = []
    for (_, grant) in read where !distinct.contains(grant) { distinct.append(grant) }
    grants = distinct
    grantCaveats = GrantCheck(
      side: side, asked: try Connector.options(for: job, side: side), cpusByFlow: job.cpusByFlow
    ).caveats(read)
    if side == .sender { try Self.awaitMemory(of: crew, job) }
    self.path = path
    self.path?.connected(sockets)
  }

  /// Memory that is still being allocated and touched when the barrier opens would be lost from the warm-up: a footprint
  /// takes seconds, one message of each flow less than the probes, which were opened meanwhile.
  private static func awaitMemory(of crew: FlowCrew, _ job: Job) throws(JobFailure) {
    let patience = max(job.preparationNanoseconds, 1_000_000_000)
    guard !crew.waitUntilPrepared(deadline: MonotonicClock.now() + patience) else { return }
    // Without one it is some megabytes, for which no job is given up: what is missing comes out of the warm-up.
    guard job.cell.options.footprintBytes != nil else { return }
    crew.phase.set(.stop)
    _ = crew.join(deadline: MonotonicClock.now() + job.preparationNanoseconds)
    throw JobFailure(
      "the memory of \(job.cell) was not there within \(job.preparationNanoseconds / 1_000_000_000) s")
  }

  /// Warm-up, both edges of the window, stop, drain, report.
  mutating func measure(_ schedule: Schedule) -> EndReport {
    // On the CPUs of its own side: waking up on the other end's would take time from threads that are not its own.
    let ownCPUs = Set(job.cpusByFlow.joined()).sorted()
    let allowed = CPUs.allowed()
    if !ownCPUs.isEmpty { try? CPUs.pinThisThread(to: ownCPUs) }
    defer { if !ownCPUs.isEmpty { try? CPUs.pinThisThread(to: allowed) } }
    let warmsUp = schedule.open > schedule.start
    if !warmsUp { probes.prepare() }
    MonotonicClock.sleep(until: schedule.start)
    let late = MonotonicClock.now() - schedule.start
    if warmsUp {
      crew.phase.set(.warmup)
      probes.prepare()
      MonotonicClock.sleep(until: schedule.open)
    }
    // A run by count has no traffic to spare for the instruments: they look at what is counted.
    if schedule.close == nil { probes.openInstruments() }
    let opened = readEdge { $0.open() }
    crew.phase.set(.window)
    let slices = watchWindow(schedule, opened: opened)
    let closed = readEdge { $0.close() }
    if schedule.close == nil {
      probes.closeInstruments()
    } else if let stretch = schedule.instruments {
      // Threads that were born in the window go on: what they run in the stretch is not the window's.
      probes.conclude()
      instrument(stretch, window: closed.count[.bytes] - opened.count[.bytes])
    }
    crew.phase.set(.stop)
    if schedule.instruments == nil { probes.conclude() }
    let stuck = crew.join(deadline: schedule.deadline)
    // Freed memory stays with the allocator: the next cell would find it touched, and other programs not at all.
    if side == .sender, job.cell.options.footprintBytes != nil { ProcessMemory.returnFree() }
    var report = EndReport(
      job: job.id, opened: opened.stamps, closed: closed.stamps,
      window: Traffic(
        messages: closed.count[.messages] - opened.count[.messages],
        bytes: closed.count[.bytes] - opened.count[.bytes]),
      flows: crew.flows.map { flowReport($0, isStuck: stuck.contains($0.index)) })
    report.readings = probes.readings() + WindowTally(crew: crew, opened: opened, closed: closed).readings()
    report.caveats = probes.caveats() + grantCaveats
    report.grants = grants
    report.slices = side == .receiver ? slices : []
    report.strangers = strangers
    if path != nil { crew.waitUntilSent(deadline: MonotonicClock.now() + job.drainNanoseconds) }
    report.device = path?.finished()
    // A barrier that opened later than a hundredth of the window shortened the warm-up noticeably.
    if let close = schedule.close, late > (close - schedule.open) / 100 {
      report.caveats.append(Caveats.late(nanoseconds: late))
    }
    return report
  }

  /// Lets the instruments look at a stretch of the traffic that goes on after the window.
  ///
  /// - Parameter bytes: what this end moved in the window, to which the counts are scaled.
  private mutating func instrument(_ stretch: Schedule.Stretch, window bytes: UInt64) {
    guard probes.instrumentation != nil else { return }
    MonotonicClock.sleep(until: stretch.open)
    probes.openInstruments()
    let before = crew.traffic()[.bytes]
    var next = MonotonicClock.now()
    while next < stretch.close {
      next = min(stretch.close, next + Self.pollNanoseconds)
      MonotonicClock.sleep(until: next)
      probes.poll()
    }
    let after = crew.traffic()[.bytes]
    probes.closeInstruments()
    if after > before { probes.scaleInstruments(by: Double(bytes) / Double(after - before)) }
  }

  /// Rings of samples are emptied so often.
  private static let pollNanoseconds: UInt64 = 20_000_000

  /// Sleeps to the end of the window (or of the last flow, by count) and notes progress on the way.
  ///
  /// Each awakening takes a flow's CPU for some 10 us and upsets a stream of small messages for longer: a sender that
  /// has no slices to take sleeps through.
  private mutating func watchWindow(_ schedule: Schedule, opened: WindowEdge) -> [Slice] {
    var slices: [Slice] = []
    var next = schedule.open
    let step = min(schedule.sliceNanoseconds, schedule.close == nil ? 1_000_000 : .max)
    while side == .receiver || schedule.close == nil {
      next += step
      guard next < min(schedule.close ?? .max, schedule.deadline) else { break }
      MonotonicClock.sleep(until: next)
      if schedule.close == nil {
        probes.poll()
      } else {
        let now = MonotonicClock.now()
        slices.append(
          Slice(
            nanoseconds: now - opened.stamps.traffic,
            receivedBytes: crew.traffic()[.bytes] - opened.count[.bytes]
          ))
      }
      if schedule.close == nil, crew.allHaveFinished { return slices }
    }
    if let close = schedule.close { MonotonicClock.sleep(until: close) }
    return slices
  }

  /// Reads traffic first, then the probes: the same order at both edges, so that every interval is as long as the window.
  private mutating func readEdge(_ read: (inout WindowProbes) -> Void) -> WindowEdge {
    let before = MonotonicClock.now()
    let count = crew.traffic()
    let after = MonotonicClock.now()
    read(&probes)
    // The machine is read last and with stamps of its own; it is no part of the edge.
    let ended = probes.closed?.end ?? probes.opened?.end ?? MonotonicClock.now()
    return WindowEdge(count: count, stamps: .init(traffic: before + (after - before) / 2, ended: ended))
  }

  private func flowReport(_ slot: FlowSlot, isStuck: Bool) -> FlowReport {
    guard let end = slot.end else {
      return FlowReport(whole: Traffic(), failure: "the thread never ended")
    }
    return FlowReport(end, isStuck: isStuck)
  }
}

extension FlowReport {
  /// A finished flow in the words of the control channel.
  init(_ end: FlowEnd, isStuck: Bool) {
    self.init(
      whole: Traffic(messages: end.total[.messages], bytes: end.total[.bytes]),
      zerocopySends: end.total[.zerocopySends], zerocopyCompletions: end.total[.zerocopyCompletions],
      unaccounted: end.drain.unaccounted, leakedBytes: end.drain.leakedBytes,
      failure: isStuck ? "stuck until its socket was shut down" : end.failure?.description)
  }
}

/// The traffic counters of all flows at one edge of the window, with their instants.
struct WindowEdge {
  var count: FlowCount
  var stamps: EndReport.Edge
}
