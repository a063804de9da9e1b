import ArgumentParser
import Lab
import Records

/// How often and how long each cell is measured.
struct TimingArguments: ParsableArguments {
  @Option(
    help: "Passes over all cells, each in random order with freshly started workers. Default 10; 8 in quick.")
  var rounds: Int?

  @Option(
    help:
      "Measured window of a sample, with its unit (us, ms, s, m). Default 400ms; 40ms in quick and with --precision or --decide."
  )
  var window: DurationArgument?

  @Option(
    help: "Fixed warm-up before each window, such as 150ms; without it a pilot finds one length per block.")
  var warmup: DurationArgument?

  @Option(help: "Run until every cell's interval is within this share of its median, such as 5%.")
  var precision: ShareArgument?

  @Option(help: "Run until every pair is faster, slower or within this margin, such as 5%.")
  var decide: ShareArgument?

  @Option(help: "Most rounds with --precision or --decide. Default 200 with --precision, else 40.")
  var maxRounds: Int?

  @Option(
    help:
      "Begin no further round after this time, such as 5m; with --precision it goes to the cells it can make precise."
  )
  var budget: DurationArgument?

  @Option(
    help:
      "A/A pairs: cells that run a second time under another label, for the noise floor. Default 4."
  )
  var twins: Int?

  @Option(
    help: "Run only A/A pairs, so many, and report how often they got a verdict, which is always false.")
  var selfCheck: Int?

  /// Whether none was typed.
  var isEmpty: Bool {
    [rounds, maxRounds, twins, selfCheck].allSatisfy { $0 == nil }
      && [window, warmup, budget].allSatisfy { $0 == nil }
      && [precision, decide].allSatisfy { $0 == nil }
  }

  func apply(to request: inout SweepRequest) throws(UsageError) {
    request.repetition.precision = precision?.value
    request.repetition.decide = decide?.value
    request.repetition.budgetNanoseconds = budget?.nanoseconds
    request.repetition.selfCheckPairs = selfCheck
    // A self-check is about verdicts as sweeps stop for them.
    if selfCheck != nil, decide == nil { request.repetition.decide = 0.05 }
    if precision != nil || decide != nil || selfCheck != nil {
      guard rounds == nil else {
        throw .roundsWithoutEnd
      }
      request.rounds = maxRounds ?? (precision != nil ? 200 : 40)
      request.useShortWindows()
    }
    if let rounds { request.rounds = rounds }
    if let twins {
      guard twins >= 0 else {
        throw .below("--twins", twins, least: 0)
      }
      request.twins = twins
    }
    if let window { request.windowNanoseconds = window.nanoseconds }
    if let warmup { request.warmup = .fixed(nanoseconds: warmup.nanoseconds) }
  }
}
