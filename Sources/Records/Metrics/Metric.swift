/// A quantity we record: a struct of facts, stored as a row of the archive, never an enum case.
///
/// A new metric is one `Metric` value in this folder, filled by a probe; nothing switches over metrics.
package struct Metric: Codable, Hashable, Sendable {
  /// Stable name in archive and exports: lower case, words joined by `_`, without the side.
  package var name: String
  /// Unit of the stored value: `ns`, `bytes`, `count`, `bit/s`, `ns/byte`, `share` (0...1), ...
  package var unit: String
  /// Which direction is better when two cells are compared.
  package var better: Better
  /// How the figure came to be.
  package var source: Source
  /// One sentence for `list --metrics` and chart titles.
  package var summary: String

  package enum Better: String, Codable, Sendable {
    case higher, lower, neither
  }

  /// How a figure was obtained.
  package enum Source: String, Codable, Sendable, CaseIterable {
    case counted = "counted by us"
    case errorQueue = "error queue"
    case perfCounter = "perf counter"
    case tracepoint
    case threadClock = "thread CPU clock"
    case resourceUsage = "getrusage, user/system split sampled"
    case schedstat
    case procfs
    case tcpInfo = "TCP_INFO"
    case device = "device counter"
    case sampled
    case derived
  }

  package init(_ name: String, unit: String, better: Better, source: Source, _ summary: String) {
    self.name = name
    self.unit = unit
    self.better = better
    self.source = source
    self.summary = summary
  }
}

extension Metric {
  /// Every metric that can be listed before a measurement.
  ///
  /// The others are made at run time: of perf events that somebody names, and of the kinds of core of a hybrid CPU.
  package static let declared =
    TrafficMetrics.all + ThreadMetrics.all + SocketMetrics.all + MachineMetrics.all + CounterMetrics.all
    + ProfileMetrics.all
}
