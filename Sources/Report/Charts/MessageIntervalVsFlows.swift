import Analysis

/// Time one flow takes for one message over flows, a panel for each message size.
package enum MessageIntervalVsFlows: Chart {
  package static let id = "message-interval-vs-flows"

  package static func figure(_ input: ReportInput) -> ChartFigure? {
    LineChart(
      id: id, title: "Message interval vs flows",
      subtitle: [
        "Window x flows / messages: how long one flow takes for one message. Older reports call it latency; it is none."
      ], axis: .flows,
      quantities: [(FigureQuantities.messageInterval, "message interval (µs)")]
    ).figure(input)
  }
}
