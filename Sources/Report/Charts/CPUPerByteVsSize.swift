import Records

/// CPU time per byte of either end and of the whole machine over message size.
package enum CPUPerByteVsSize: MedianChart {
  package static let chart = LineChart(
    id: "cpu-per-byte-vs-size", title: "CPU time per byte vs message size", axis: .size,
    quantities: [
      (Figures.senderCost, "sender (ns/byte)"),
      (Figures.receiverCost, "receiver (ns/byte)"),
      (Figures.machineCost, "machine (ns/byte)"),
    ])
}
