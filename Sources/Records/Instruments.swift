/// What is read beyond the counters of every sample, because somebody asked for it.
package struct Instruments: Codable, Hashable, Sendable {
  /// Whether the CPU is sampled by function class inside every window.
  package var profile = false
  /// Further perf events: names from sysfs (`msr/tsc`, `cpu/mem-loads`, `cycles`) or raw codes (`r01c2`).
  package var events: [String] = []

  package init(profile: Bool = false, events: [String] = []) {
    self.profile = profile
    self.events = events
  }

  /// The metric of a named event: lower case, everything but letters and digits as `_`.
  package static func metric(ofEvent name: String) -> Metric {
    let word = String(name.lowercased().map { $0.isASCII && ($0.isLetter || $0.isNumber) ? $0 : "_" })
    return Metric(
      "event_\(word)", unit: "count", better: .neither, source: .perfCounter,
      "perf event \(name) of the flow threads, kernel included")
  }
}
