import Analysis

/// CPU cycles per byte of either end over message size, where there is a PMU.
package enum CyclesPerByteVsSize: Chart {
  package static let id = "cycles-per-byte-vs-size"

  package static func figure(_ input: ReportInput) -> ChartFigure? {
    LineChart(
      id: id, title: "CPU cycles per byte vs message size", axis: .size,
      quantities: zip(FigureQuantities.cycles, ["sender (cycles/byte)", "receiver (cycles/byte)"]).map {
        ($0, $1)
      }
    ).figure(input)
  }
}
