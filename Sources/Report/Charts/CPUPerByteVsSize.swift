import Analysis

/// CPU time per byte of either end and of the whole machine over message size.
package enum CPUPerByteVsSize: Chart {
  package static let id = "cpu-per-byte-vs-size"

  package static func figure(_ input: ReportInput) -> ChartFigure? {
    LineChart(
      id: id, title: "CPU time per byte vs message size", axis: .size,
      quantities: [
        (FigureQuantities.senderCost, "sender (ns/byte)"),
        (FigureQuantities.receiverCost, "receiver (ns/byte)"),
        (FigureQuantities.machineCost, "machine (ns/byte)"),
      ]
    ).figure(input)
  }
}
