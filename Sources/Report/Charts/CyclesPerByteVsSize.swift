import Records

/// CPU cycles per byte of either end over message size, where there is a PMU.
package enum CyclesPerByteVsSize: MedianChart {
  package static let chart = LineChart(
    id: "cycles-per-byte-vs-size", title: "CPU cycles per byte vs message size", axis: .size,
    quantities: zip(Figures.cycles, ["sender (cycles/byte)", "receiver (cycles/byte)"]).map {
      ($0, $1)
    })
}
