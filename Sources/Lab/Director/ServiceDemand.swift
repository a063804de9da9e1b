import Records

/// CPU time per received byte and message, for each end and for the whole machine.
package enum ServiceDemand {
  /// One reading per side and metric; a reason instead of a value where CPU time or bytes are missing.
  package static func readings(of sample: Sample) -> [Reading] {
    let bytes = sample.reading(TrafficMetrics.receivedBytes, .flow)
    let messages = sample.reading(TrafficMetrics.messages, .flow)
    return [
      (Side.sender, ThreadMetrics.cpuTime), (.receiver, ThreadMetrics.cpuTime),
      (.machine, MachineMetrics.busy),
    ].flatMap { side, metric in
      let cpu = sample.reading(metric, side)
      return [
        ratio(cpu, bytes, TrafficMetrics.cpuPerByte, side),
        ratio(cpu, messages, TrafficMetrics.cpuPerMessage, side),
      ]
    }
  }

  private static func ratio(_ cpu: Reading?, _ work: Reading?, _ metric: Metric, _ side: Side) -> Reading {
    guard let time = cpu?.value else {
      return Reading(metric, side, unavailable: cpu?.reason ?? "CPU time was not read")
    }
    guard let amount = work?.value else {
      return Reading(metric, side, unavailable: work?.reason ?? "traffic was not counted")
    }
    guard amount > 0 else { return Reading(metric, side, unavailable: "nothing was received in the window") }
    return Reading(metric, side, time / amount)
  }
}
