import Records

extension MachineCPU {
  /// Above this share of CPUs x window the residual is a caveat.
  static let largestResidualShare = 0.05

  /// One when busy time and the terms lie too far apart, with the way in which the kernel accounts for time.
  package func caveats() -> [Caveat] {
    Self.caveats(of: readings(), accounting: Self.accounting)
  }

  static func caveats(of readings: [Reading], accounting: @autoclosure () -> String) -> [Caveat] {
    func value(_ metric: Metric) -> Double? { readings.first { $0.metric == metric.name }?.value }
    guard let residual = value(MachineMetrics.residual),
      let elapsed = value(MachineMetrics.elapsed), let cpus = value(MachineMetrics.cpuCount),
      elapsed * cpus > 0
    else { return [] }
    let share = residual / (elapsed * cpus)
    guard abs(share) > largestResidualShare else { return [] }
    return [Caveats.residual(share: share, accounting: accounting())]
  }

  /// `TICK_CPU_ACCOUNTING, irq time accounting off, 250 Hz`, read once per process.
  private static let accounting: String = {
    let facts = HostFacts(facts: HostFactsReader().kernelFacts())
    let mode = facts["kernel.cpu_accounting"] ?? "CPU accounting unknown"
    let irq = facts["kernel.irq_time_accounting"] ?? "unknown"
    let ticks = facts["kernel.hz"].map { ", \($0) Hz" } ?? ""
    return "\(mode), irq time accounting \(irq)\(ticks)"
  }()
}
