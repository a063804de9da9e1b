import Records

/// Payload bytes per TCP segment handed to the device over message size.
package enum BytesPerSegmentVsSize: MedianChart {
  package static let chart = LineChart(
    id: "bytes-per-segment-vs-size", title: "Bytes per segment vs message size", axis: .size,
    quantities: [(Figures.bytesPerSegment, "bytes per segment")])
}
