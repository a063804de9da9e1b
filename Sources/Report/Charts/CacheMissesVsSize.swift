import Analysis

/// Cache misses per byte by level and end over message size, where there is a PMU.
package enum CacheMissesVsSize: Chart {
  package static let id = "cache-misses-vs-size"

  package static func figure(_ input: ReportInput) -> ChartFigure? {
    LineChart(
      id: id, title: "Cache misses per byte vs message size", axis: .size,
      quantities: zip(
        FigureQuantities.l1Misses + FigureQuantities.llcMisses,
        [
          "sender L1d (misses/byte)", "receiver L1d (misses/byte)", "sender LLC (misses/byte)",
          "receiver LLC (misses/byte)",
        ]
      ).map { ($0, $1) }
    ).figure(input)
  }
}
