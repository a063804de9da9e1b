import Records

/// Cache misses per byte by level and end over message size, where there is a PMU.
package enum CacheMissesVsSize: MedianChart {
  package static let chart = LineChart(
    id: "cache-misses-vs-size", title: "Cache misses per byte vs message size", axis: .size,
    quantities: zip(
      Figures.l1Misses + Figures.llcMisses,
      [
        "sender L1d (misses/byte)", "receiver L1d (misses/byte)", "sender LLC (misses/byte)",
        "receiver LLC (misses/byte)",
      ]
    ).map { ($0, $1) })
}
