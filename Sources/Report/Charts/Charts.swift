import Analysis

/// Every chart, in the order in which a report shows them.
package enum Charts {
  package static let all: [any Chart.Type] = [
    ThroughputVsSize.self,
    ThroughputVsFlows.self,
    MessageIntervalVsFlows.self,
    CPUPerByteVsSize.self,
    CyclesPerByteVsSize.self,
    CacheMissesVsSize.self,
    ContextSwitchesVsFlows.self,
    SystemCallsVsSize.self,
    BytesPerSegmentVsSize.self,
    OverallComparison.self,
    CopiesPerByte.self,
    WhereTimeGoes.self,
    TimePerMessage.self,
    CrossoverMap.self,
    SamplesOverRounds.self,
  ]

  /// The figures of a sweep; charts that do not apply to it are left out.
  package static func figures(_ input: ReportInput) -> [ChartFigure] {
    all.concurrentMap { $0.figure(input) }.compactMap(\.self)
  }
}
