import Records

@testable import Probes

extension [Reading] {
  /// The reading of a metric; a test that asks for one a probe does not give fails on the missing value.
  func reading(_ metric: Metric) -> Reading? {
    first { $0.metric == metric.name }
  }

  func value(_ metric: Metric) -> Double? {
    reading(metric)?.value
  }
}
