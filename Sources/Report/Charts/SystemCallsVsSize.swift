import Records

/// System calls for data per MiB of either end over message size.
package enum SystemCallsVsSize: MedianChart {
  package static let chart = LineChart(
    id: "system-calls-vs-size", title: "System calls per MiB vs message size", axis: .size,
    quantities: zip(Figures.systemCalls, ["sender (calls/MiB)", "receiver (calls/MiB)"]).map {
      ($0, $1)
    })
}
