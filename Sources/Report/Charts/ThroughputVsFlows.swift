import Records

/// Goodput over flows, a panel for each message size.
package enum ThroughputVsFlows: MedianChart {
  package static let chart = LineChart(
    id: "throughput-vs-flows", title: "Throughput vs flows (threads)", axis: .flows,
    quantities: [(Figures.goodput, "goodput (Gbit/s)")])
}
