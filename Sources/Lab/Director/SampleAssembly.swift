import Analysis
import Records
import Wire

/// Makes one sample of what both ends reported: derived figures, conservation, what limited it, caveats.
package struct SampleAssembly {
  package var cell: Cell
  package var sender: EndReport
  package var receiver: EndReport
  package var schedule: Schedule
  /// CPUs of the machine both ends share.
  package var cpus: Int
  /// Whether the primitive moves bytes at all; `null` does not.
  package var movesBytes: Bool

  package init(
    cell: Cell, sender: EndReport, receiver: EndReport, schedule: Schedule, cpus: Int, movesBytes: Bool
  ) {
    self.cell = cell
    self.sender = sender
    self.receiver = receiver
    self.schedule = schedule
    self.cpus = cpus
    self.movesBytes = movesBytes
  }

  /// The finished sample; round and order are the caller's.
  package func sample(round: Int, order: Int) -> Sample {
    let traffic = traffic.readings(sentBytes: sender.window.bytes)
    var sample = Sample(cell: cell, round: round, order: order)
    sample.readings = Readings(traffic + sender.readings + receiver.readings)
    sample.readings += ServiceDemand.readings(of: sample)
    sample.slices = receiver.slices
    sample.limitedBy = LimitRule.limitedBy(sample, cpus: cpus)
    sample.caveats = caveats(of: sample)
    sample.failure = failure
    if let sender = sender.grants, let receiver = receiver.grants {
      sample.grants = SocketGrants(sender: sender, receiver: receiver)
    }
    return sample
  }

  /// The flows that ended before their time, in one line; nil when all went to their end.
  private var failure: String? {
    let broken = [("sender", sender), ("receiver", receiver)].flatMap { side, report in
      report.flows.enumerated().compactMap { index, flow in
        flow.failure.map { "\(side) flow \(index): \($0)" }
      }
    }
    return broken.isEmpty ? nil : broken.joined(separator: "; ")
  }

  private var end: EndReport { movesBytes ? receiver : sender }

  private var windowNanoseconds: UInt64 {
    end.closed.traffic > end.opened.traffic ? end.closed.traffic - end.opened.traffic : 0
  }

  private var traffic: TrafficFigures {
    movesBytes
      ? TrafficFigures(cell, windowNanoseconds: windowNanoseconds, receivedBytes: receiver.window.bytes)
      : TrafficFigures(cell, windowNanoseconds: windowNanoseconds, sentMessages: sender.window.messages)
  }

  private func caveats(of sample: Sample) -> [Caveat] {
    var caveats = sender.caveats + receiver.caveats
    // What a broken connection lost breaks no law: the failure says it already.
    if failure == nil {
      caveats += Conservation.violations(
        sender: sender, receiver: receiver, cell: cell, movesBytes: movesBytes)
    }
    if let skew = skewCaveat { caveats.append(skew) }
    if schedule.close == nil { caveats.append(Caveats.byCount) }
    let strangers = sender.strangers + receiver.strangers
    if strangers > 0 { caveats.append(Caveats.strangers(strangers)) }
    if sample.value(TrafficMetrics.zerocopyNotificationsCopied, .flow) ?? 0 > 0 {
      caveats.append(Caveats.copiedAfterAll)
    }
    caveats += cpuCaveats(of: sample)
    if failure == nil, let standstill = Standstill(sample) { caveats.append(Caveats.standstill(standstill)) }
    if let trend = WindowTrend(SliceRates(sample.slices)), trend.isTrend {
      caveats.append(Caveats.windowTrend(relativeChange: trend.relativeChange))
    }
    if let share = otherShare(of: sample), share > Self.noticeableLoad {
      caveats.append(Caveats.otherLoad(share: share))
    }
    return caveats
  }

  /// How far the edges of both ends lie from their instants, and from each other.
  private var skewCaveat: Caveat? {
    guard let close = schedule.close else { return nil }
    let window = close - schedule.open
    let skew = [sender, receiver].map { report in
      max(
        distance(report.opened.traffic, schedule.open), distance(report.closed.traffic, close),
        distance(report.closed.length, report.opened.length))
    }.max()
    guard let skew, skew > window / 100 else { return nil }
    return Caveats.windowSkew(nanoseconds: skew, window: window)
  }

  private func distance(_ left: UInt64, _ right: UInt64) -> UInt64 {
    left > right ? left - right : right - left
  }

  /// Share of the machine from which other tasks explain figures better than primitives do.
  private static let noticeableLoad = 0.1

  private func otherShare(of sample: Sample) -> Double? {
    guard let other = sample.value(MachineMetrics.other, .machine),
      let elapsed = sample.value(ThreadMetrics.elapsed, .machine)
        ?? sample.value(MachineMetrics.elapsed, .machine), elapsed > 0
    else { return nil }
    return other / (elapsed * Double(cpus))
  }

  /// CPU time above flows x window (2 % for the edges) cannot be.
  private func cpuCaveats(of sample: Sample) -> [Caveat] {
    [Side.sender, .receiver].compactMap { side in
      guard let cpu = sample.value(ThreadMetrics.cpuTime, side),
        let elapsed = sample.value(ThreadMetrics.elapsed, side), elapsed > 0
      else { return nil }
      let share = cpu / (elapsed * Double(min(cell.flows, cpus)))
      return share > 1.02 ? Caveats.cpuOverflow(side: side, share: share) : nil
    }
  }
}

extension EndReport.Edge {
  /// How long reading the counters took; 0 for instants in the wrong order, which another build of the worker may send.
  fileprivate var length: UInt64 { ended > traffic ? ended - traffic : 0 }
}
