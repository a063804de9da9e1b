import Analysis
import Records

/// One window of `copycost run` as a line: what was moved, what it cost each side, what became of zero-copy sends.
package enum LiveLine {
  /// `  3.0 s  47.10 Gbit/s  CPUs: sender 0.98, receiver 0.71, machine 1.72  copied 96-100%  limited by sender-cpu`.
  ///
  /// A figure that could not be had is `-`.
  ///
  /// - Parameter elapsedNanoseconds: measured so far, this window included.
  package static func text(_ sample: Sample, elapsedNanoseconds: UInt64) -> String {
    let time = pad(NumberText.fixed(Double(elapsedNanoseconds) / 1e9, 1), to: 6) + " s"
    if let failure = sample.failure { return "\(time)  no figures: \(failure)" }
    var parts = [time, rate(sample), cpus(sample)]
    if let copied = copied(sample) { parts.append("copied \(copied)") }
    if sample.limitedBy != .undecided { parts.append("limited by \(sample.limitedBy.rawValue)") }
    return parts.joined(separator: "  ")
  }

  /// Goodput; for a primitive that moves nothing the messages it would have sent.
  private static func rate(_ sample: Sample) -> String {
    if let goodput = sample.value(TrafficMetrics.goodput, .flow) {
      return pad(NumberText.fixed(goodput / 1e9, 2), to: 7) + " Gbit/s"
    }
    guard let messages = sample.value(TrafficMetrics.messages, .flow),
      let window = sample.value(TrafficMetrics.window, .flow), window > 0
    else { return "      - Gbit/s" }
    return "\(NumberText.figure(messages / window * 1e3)) million messages/s"
  }

  private static func cpus(_ sample: Sample) -> String {
    func used(_ time: Metric, _ elapsed: Metric, _ side: Side) -> String {
      guard let time = sample.value(time, side), let elapsed = sample.value(elapsed, side), elapsed > 0
      else { return "-" }
      return NumberText.fixed(time / elapsed, 2)
    }
    let sender = used(ThreadMetrics.cpuTime, ThreadMetrics.elapsed, .sender)
    let receiver = used(ThreadMetrics.cpuTime, ThreadMetrics.elapsed, .receiver)
    let machine = used(MachineMetrics.busy, MachineMetrics.elapsed, .machine)
    return "CPUs: sender \(sender), receiver \(receiver), machine \(machine)"
  }

  /// Share of the completed zero-copy sends that the kernel copied after all; nil without zero-copy sends.
  private static func copied(_ sample: Sample) -> String? {
    var builder = SweepSummary.Builder(cells: [sample.cell])
    builder.add(sample)
    guard let copied = builder.summary().cells.first?.copied else { return nil }
    let (low, high) = (NumberText.fixed(copied.low * 100, 0), NumberText.fixed(copied.high * 100, 0))
    return low == high ? "\(low)%" : "\(low)-\(high)%"
  }

  private static func pad(_ text: String, to width: Int) -> String {
    String(repeating: " ", count: max(0, width - text.count)) + text
  }
}
