import Records

/// Time one flow takes for one message over flows, a panel for each message size.
package enum MessageIntervalVsFlows: MedianChart {
  package static let chart = LineChart(
    id: "message-interval-vs-flows",
    title: "Message interval (“latency” in older reports) vs flows (threads)",
    subtitle: [
      "Window x flows / messages: how long one flow takes for one message. Not the latency of a message."
    ], axis: .flows,
    quantities: [(Figures.messageInterval, "message interval (µs)")])
}
