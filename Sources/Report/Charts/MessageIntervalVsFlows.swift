import Analysis

/// Time one flow takes for one message over flows, a panel for each message size.
package enum MessageIntervalVsFlows: MedianChart {
  package static let chart = LineChart(
    id: "message-interval-vs-flows", title: "Message interval vs flows",
    subtitle: [
      "Window x flows / messages: how long one flow takes for one message. Older reports call it latency; it is none."
    ], axis: .flows,
    quantities: [(FigureQuantities.messageInterval, "message interval (µs)")])
}
