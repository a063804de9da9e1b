import ArgumentParser
import Records

/// What a sweep reads beyond the counters of every sample.
struct InstrumentArguments: ParsableArguments {
  @Flag(
    help:
      "Sample the CPUs by class of kernel function and print profile and attribution; costs a little speed.")
  var profile = false

  @Option(
    help: "Further perf events, comma-separated: names from sysfs (msr/tsc, mem-loads) or raw codes (r01c2).")
  var events: String?

  @Option(
    help:
      "perf counters of the flow threads, in a stretch of traffic after each window: on, or off to save that time. Default on; with --precision or --decide in the first \(Instruments.firstRounds) rounds."
  )
  var counters: Switch?

  @Option(
    help:
      "After the rounds, prove in a short run of its own which copies each primitive makes: on, or off. Default on; with `run` off."
  )
  var ledger: Switch?

  /// Whether nothing was typed that belongs to the plan.
  var isEmpty: Bool { !profile && events == nil && counters == nil && ledger == nil }

  enum Switch: String, ExpressibleByArgument, CaseIterable {
    case on, off
  }

  /// nil when nothing was asked for.
  func instruments() throws(UsageError) -> Instruments? {
    let names = (events ?? "").split(separator: ",").map { $0.filter { !$0.isWhitespace } }
    guard Set(names.map { Instruments.metric(ofEvent: $0).name }).count == names.count else {
      throw .eventTwice
    }
    guard counters != .off || names.isEmpty else {
      throw .eventsWithoutCounters
    }
    guard profile || !names.isEmpty || counters != nil else { return nil }
    return Instruments(profile: profile, events: names, counters: counters != .off)
  }
}
