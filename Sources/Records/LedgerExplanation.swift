/// The data path of one message as measured: ledgers and timed samples of a primitive and of the one it is compared
/// with, all of one run.
package struct Explanation: Codable, Sendable, Equatable {
  package var sender: PrimitiveDescription
  package var receiver: PrimitiveDescription
  package var subject: Measured
  /// The primitive it is compared with, in the same run; nil when that is the subject.
  package var baseline: Measured?
  /// What the figures depend on.
  package var host: HostFacts
  /// About the run as a whole.
  package var caveats: [Caveat]

  package init(
    sender: PrimitiveDescription, receiver: PrimitiveDescription, subject: Measured, baseline: Measured?,
    host: HostFacts, caveats: [Caveat] = []
  ) {
    self.sender = sender
    self.receiver = receiver
    self.subject = subject
    self.baseline = baseline
    self.host = host
    self.caveats = caveats
  }

  /// One cell: what its proof run and its timed samples gave.
  package struct Measured: Codable, Sendable, Equatable {
    package var cell: Cell
    package var ledger: Ledger
    /// Taken in turns with those of the other cell; instrumented in no way.
    package var samples: [Sample]

    package init(cell: Cell, ledger: Ledger, samples: [Sample]) {
      self.cell = cell
      self.ledger = ledger
      self.samples = samples
    }
  }
}

extension Explanation {
  /// A figure of several samples, or the reason why there is none.
  package struct Estimate: Hashable, Sendable {
    package let name: String
    package let unit: String
    /// Of the values in `low...high`; nil without any.
    package let median: Double?
    package let low: Double?
    package let high: Double?
    package let count: Int
    package let reason: String?
    /// How it was obtained.
    package let source: Metric.Source

    package init(_ name: String, unit: String, source: Metric.Source, values: [Double], reason: String?) {
      let sorted = values.sorted()
      self.name = name
      self.unit = unit
      self.source = source
      count = sorted.count
      low = sorted.first
      high = sorted.last
      let middle = sorted.count / 2
      median =
        sorted.isEmpty
        ? nil : sorted.count % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
      self.reason = sorted.isEmpty ? reason ?? "no sample was completed" : nil
    }
  }
}

extension Explanation.Measured {
  private typealias Estimate = Explanation.Estimate

  /// Every figure of the timed samples that `explain` shows, in the order of the data path.
  package var figures: [Explanation.Estimate] {
    [sendCalls, senderTime, bytesPerSegment, receiveCalls, receiverTime, machineTime, interval, goodput]
  }

  package var sendCalls: Explanation.Estimate {
    perMessage("send_calls_per_message", "calls/message", TrafficMetrics.syscalls, .sender)
  }

  package var receiveCalls: Explanation.Estimate {
    perMessage("receive_calls_per_message", "calls/message", TrafficMetrics.syscalls, .receiver)
  }

  package var senderTime: Explanation.Estimate {
    plain("sender_cpu_ns_per_message", TrafficMetrics.cpuPerMessage, .sender)
  }

  package var receiverTime: Explanation.Estimate {
    plain("receiver_cpu_ns_per_message", TrafficMetrics.cpuPerMessage, .receiver)
  }

  package var machineTime: Explanation.Estimate {
    plain("machine_cpu_ns_per_message", TrafficMetrics.cpuPerMessage, .machine)
  }

  package var interval: Explanation.Estimate {
    plain("message_interval_ns", TrafficMetrics.messageInterval, .flow)
  }

  package var goodput: Explanation.Estimate { plain("goodput_bit_per_s", TrafficMetrics.goodput, .flow) }

  package var bytesPerSegment: Explanation.Estimate {
    let metric = SocketMetrics.bytesPerSegment
    return Estimate(
      metric.name, unit: "bytes/segment", source: metric.source, values: values(metric, .sender),
      reason: reason(metric, .sender))
  }

  private func plain(_ name: String, _ metric: Metric, _ side: Side) -> Explanation.Estimate {
    Estimate(
      name, unit: metric.unit, source: metric.source, values: values(metric, side),
      reason: reason(metric, side))
  }

  private func perMessage(_ name: String, _ unit: String, _ metric: Metric, _ side: Side)
    -> Explanation.Estimate
  {
    let ratios = samples.compactMap { sample -> Double? in
      guard let amount = sample.value(metric, side),
        let messages = sample.value(TrafficMetrics.messages, .flow), messages > 0
      else { return nil }
      return amount / messages
    }
    return Estimate(name, unit: unit, source: .counted, values: ratios, reason: reason(metric, side))
  }

  private func values(_ metric: Metric, _ side: Side) -> [Double] {
    samples.compactMap { $0.value(metric, side) }
  }

  private func reason(_ metric: Metric, _ side: Side) -> String? {
    samples.compactMap { $0.failure ?? $0.reading(metric, side)?.reason }.first
  }
}
