import Records

/// Goodput over message size, a panel for each number of flows.
package enum ThroughputVsSize: MedianChart {
  package static let chart = LineChart(
    id: "throughput-vs-size", title: "Throughput vs message size", axis: .size,
    quantities: [(Figures.goodput, "goodput (Gbit/s)")])
}
