import Analysis

/// Goodput over message size, a panel for each number of flows.
package enum ThroughputVsSize: Chart {
  package static let id = "throughput-vs-size"

  package static func figure(_ input: ReportInput) -> ChartFigure? {
    LineChart(
      id: id, title: "Throughput vs message size", axis: .size,
      quantities: [(FigureQuantities.goodput, "goodput (Gbit/s)")]
    ).figure(input)
  }
}
