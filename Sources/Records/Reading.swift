/// One metric of one sample: a value, or the reason why there is none.
///
/// Exactly one of `value` and `reason` is set, so that a counter which was never read cannot pass for 0.
package struct Reading: Codable, Hashable, Sendable {
  /// `Metric.name`.
  package let metric: String
  package let side: Side
  /// In the metric's unit; nil when it could not be read.
  package let value: Double?
  /// Why `value` is nil, in a few words: `no hardware PMU (ENOENT)`, `perf_event_paranoid=3`.
  package let reason: String?
  /// perf counters only: how long the counter was enabled in the window, summed over flows.
  package let enabledNanoseconds: UInt64?
  /// perf counters only: how long it was really counting.
  package let runningNanoseconds: UInt64?

  package init(
    _ metric: Metric, _ side: Side, _ value: Double,
    enabledNanoseconds: UInt64? = nil, runningNanoseconds: UInt64? = nil
  ) {
    self.metric = metric.name
    self.side = side
    self.value = value.isFinite ? value : nil
    self.reason = value.isFinite ? nil : Self.notFinite
    self.enabledNanoseconds = enabledNanoseconds
    self.runningNanoseconds = runningNanoseconds
  }

  /// A quotient of 0, or a sum beyond all numbers: no figure, and nothing that JSON could hold.
  private static let notFinite = "not a finite number"

  /// A reading that could not be had. `reason` is shown to people and stored in the archive.
  package init(_ metric: Metric, _ side: Side, unavailable reason: String) {
    self.init(metric: metric.name, side: side, unavailable: reason)
  }

  package init(metric: String, side: Side, unavailable reason: String) {
    self.metric = metric
    self.side = side
    self.value = nil
    self.reason = reason.isEmpty ? "no reason given" : reason
    self.enabledNanoseconds = nil
    self.runningNanoseconds = nil
  }

  /// Rebuilds a stored reading; a row that has neither value nor reason gets a reason that says so.
  package init(
    metric: String, side: Side, storedValue: Double?, storedReason: String?,
    enabledNanoseconds: UInt64?, runningNanoseconds: UInt64?
  ) {
    self.metric = metric
    self.side = side
    let value = storedValue.flatMap { $0.isFinite ? $0 : nil }
    self.value = value
    let absent = storedReason ?? (storedValue == nil ? "stored without a reason" : Self.notFinite)
    self.reason = value == nil ? absent : nil
    self.enabledNanoseconds = enabledNanoseconds
    self.runningNanoseconds = runningNanoseconds
  }
}
