import Analysis

/// Context switches per message of either end over flows, a panel for each message size.
package enum ContextSwitchesVsFlows: Chart {
  package static let id = "context-switches-vs-flows"

  package static func figure(_ input: ReportInput) -> ChartFigure? {
    LineChart(
      id: id, title: "Context switches per message vs flows", axis: .flows,
      quantities: zip(FigureQuantities.contextSwitches, ["sender (per message)", "receiver (per message)"])
        .map { ($0, $1) }
    ).figure(input)
  }
}
