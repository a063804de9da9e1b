import Analysis

/// System calls for data per MiB of either end over message size.
package enum SystemCallsVsSize: Chart {
  package static let id = "system-calls-vs-size"

  package static func figure(_ input: ReportInput) -> ChartFigure? {
    LineChart(
      id: id, title: "System calls per MiB vs message size", axis: .size,
      quantities: zip(FigureQuantities.systemCalls, ["sender (calls/MiB)", "receiver (calls/MiB)"]).map {
        ($0, $1)
      }
    ).figure(input)
  }
}
