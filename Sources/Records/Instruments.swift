/// What is read in every sample beyond, or short of, the usual counters, because somebody asked for it.
package struct Instruments: Codable, Hashable, Sendable {
  /// Whether the CPU is sampled by function class inside every window.
  package var profile = false
  /// Further perf events: names from sysfs (`msr/tsc`, `cpu/mem-loads`, `cycles`) or raw codes (`r01c2`).
  package var events: [String] = []

  /// False leaves the perf counters of the flow threads closed: no stretch after a window then.
  package var counters = true

  package init(profile: Bool = false, events: [String] = [], counters: Bool = true) {
    self.profile = profile
    self.events = events
    self.counters = counters
  }

  /// A sweep that goes on until it knows enough gives the counters that nobody asked for by name a stretch in so many
  /// rounds: they vary less than the traffic, and the time belongs to it. As many as a cell has at least.
  package static let firstRounds = 8

  /// How long they look at traffic after a window: a quarter of it for counters, the least that a multiplexed counter
  /// must have seen of it too, and its whole length for sampling, which is as good as it has samples; 0 without any.
  package func stretchNanoseconds(window: UInt64) -> UInt64 {
    profile ? window : counters ? window / 4 : 0
  }

  /// The metric of a named event: lower case, everything but letters and digits as `_`.
  package static func metric(ofEvent name: String) -> Metric {
    let word = String(name.lowercased().map { $0.isASCII && ($0.isLetter || $0.isNumber) ? $0 : "_" })
    return Metric(
      "event_\(word)", unit: "count", better: .neither, source: .perfCounter,
      "perf event \(name) of the flow threads, kernel included")
  }
}
