import Analysis

/// Goodput over flows, a panel for each message size.
package enum ThroughputVsFlows: Chart {
  package static let id = "throughput-vs-flows"

  package static func figure(_ input: ReportInput) -> ChartFigure? {
    LineChart(
      id: id, title: "Throughput vs flows", axis: .flows,
      quantities: [(FigureQuantities.goodput, "goodput (Gbit/s)")]
    ).figure(input)
  }
}
