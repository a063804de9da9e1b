import Records

/// Context switches per message of either end over flows, a panel for each message size.
package enum ContextSwitchesVsFlows: MedianChart {
  package static let chart = LineChart(
    id: "context-switches-vs-flows", title: "Context switches per message vs flows (threads)",
    axis: .flows,
    quantities: zip(Figures.contextSwitches, ["sender (per message)", "receiver (per message)"])
      .map { ($0, $1) })
}
