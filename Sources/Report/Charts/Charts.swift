/// Every chart, in the order in which a report shows them.
package enum Charts {
  package static let all: [any Chart.Type] = []

  /// The figures of a sweep; charts that do not apply to it are left out.
  package static func figures(_ input: ReportInput) -> [ChartFigure] {
    all.compactMap { $0.figure(input) }
  }
}
