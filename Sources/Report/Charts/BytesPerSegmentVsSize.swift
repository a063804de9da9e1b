import Analysis

/// Payload bytes per TCP segment handed to the device over message size.
package enum BytesPerSegmentVsSize: Chart {
  package static let id = "bytes-per-segment-vs-size"

  package static func figure(_ input: ReportInput) -> ChartFigure? {
    LineChart(
      id: id, title: "Bytes per segment vs message size", axis: .size,
      quantities: [(FigureQuantities.bytesPerSegment, "bytes per segment")]
    ).figure(input)
  }
}
