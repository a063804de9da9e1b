import Records

/// Decides what kept a sample from going faster, from CPU shares and the sender's TCP_INFO times.
package enum LimitRule {
  /// A thread this busy has no time left for more (leaves room for the edges of a short window).
  static let saturated = 0.9
  /// A share of the window that explains it.
  static let most = 0.5

  package static func limitedBy(_ sample: Sample, cpus: Int) -> LimitedBy {
    // No CPU in the whole window leaves no trace in the times of the threads.
    if Standstill(sample) == .starved { return .scheduler }
    let sender = cpuShare(of: sample, side: .sender)
    let receiver = cpuShare(of: sample, side: .receiver)
    let flows = sample.cell.flows
    if flows * 2 > cpus, machineShare(of: sample, cpus: cpus) ?? 0 > 0.95 { return .scheduler }
    // Ready to run but not running for most of the window: other work has the CPUs.
    let waits = [Side.sender, .receiver].map { share(of: ThreadMetrics.runQueueWait, sample, side: $0) ?? 0 }
    if waits.contains(where: { $0 >= most }) { return .scheduler }
    let senderIsFull = sender ?? 0 >= saturated
    let receiverIsFull = receiver ?? 0 >= saturated
    let windowShare = sample.value(SocketMetrics.rwndLimitedShare, .sender) ?? 0
    if senderIsFull, receiverIsFull { return windowShare >= most ? .receiverCPU : .undecided }
    if receiverIsFull { return .receiverCPU }
    if senderIsFull { return .senderCPU }
    if windowShare >= most { return .receiveWindow }
    if sample.value(SocketMetrics.sndbufLimitedShare, .sender) ?? 0 >= most { return .sendBuffer }
    return .undecided
  }

  private static func cpuShare(of sample: Sample, side: Side) -> Double? {
    share(of: ThreadMetrics.cpuTime, sample, side: side)
  }

  /// A time of all flow threads together as a share of the time they had.
  private static func share(of metric: Metric, _ sample: Sample, side: Side) -> Double? {
    guard let time = sample.value(metric, side),
      let elapsed = sample.value(ThreadMetrics.elapsed, side), elapsed > 0
    else { return nil }
    return time / (elapsed * Double(sample.cell.flows))
  }

  private static func machineShare(of sample: Sample, cpus: Int) -> Double? {
    guard let busy = sample.value(MachineMetrics.busy, .machine),
      let window = sample.value(TrafficMetrics.window, .flow), window > 0
    else { return nil }
    return busy / (window * Double(cpus))
  }
}
