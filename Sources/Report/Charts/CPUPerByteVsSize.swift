import Analysis

/// CPU time per byte of either end and of the whole machine over message size.
package enum CPUPerByteVsSize: MedianChart {
  package static let chart = LineChart(
    id: "cpu-per-byte-vs-size", title: "CPU time per byte vs message size", axis: .size,
    quantities: [
      (FigureQuantities.senderCost, "sender (ns/byte)"),
      (FigureQuantities.receiverCost, "receiver (ns/byte)"),
      (FigureQuantities.machineCost, "machine (ns/byte)"),
    ])
}
