import ArgumentParser
import Lab
import Records

/// How often and how long each cell is measured.
struct TimingArguments: ParsableArguments {
  @Option(help: "Passes over all cells, each in its own random order with freshly started workers.")
  var rounds: Int?

  @Option(help: "Measured window of a sample: 400ms, 2s, ...")
  var window: DurationArgument?

  @Option(help: "Fixed warm-up before each window; without it a pilot finds one length per block.")
  var warmup: DurationArgument?

  func apply(to request: inout SweepRequest) {
    if let rounds { request.rounds = rounds }
    if let window { request.windowNanoseconds = window.nanoseconds }
    if let warmup { request.warmup = .fixed(nanoseconds: warmup.nanoseconds) }
  }
}
