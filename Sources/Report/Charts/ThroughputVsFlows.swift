import Analysis

/// Goodput over flows, a panel for each message size.
package enum ThroughputVsFlows: MedianChart {
  package static let chart = LineChart(
    id: "throughput-vs-flows", title: "Throughput vs flows (threads)", axis: .flows,
    quantities: [(FigureQuantities.goodput, "goodput (Gbit/s)")])
}
