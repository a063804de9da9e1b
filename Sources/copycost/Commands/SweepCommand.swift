import ArgumentParser
import Lab
import Records
import Sessions

/// The main job: measure every combination of primitive, size and flows, many times, in random order.
struct SweepCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sweep",
    abstract: "Measure send primitives over message size x flows and keep every sample.",
    discussion: """
      Without axes it runs the grid of the original assignment: \(Defaults.primitives.joined(separator: ", ")), 256 to 1Mi \
      bytes, 1 to 8 flows. Every sample is in the archive before the next one starts.
      """)

  @OptionGroup(title: "Axes") var axes: SweepAxes
  @OptionGroup(title: "Sockets and threads") var options: CellArguments
  @OptionGroup(title: "Time") var timing: TimingArguments

  @OptionGroup(title: "Instruments") var instruments: InstrumentArguments

  @Option(
    help: "A named sweep: assignment (48 cells, 10 rounds) or quick (the same cells in under 2 minutes).")
  var preset = "assignment"

  @Option(help: "Seed of the cell order; random without it, and printed.")
  var seed: UInt64?

  @Option(
    help: "SQLite file that keeps the samples; a sweep is added to one that exists.", completion: .file())
  var archive = "copycost.db"

  @Flag(
    help:
      "Continue the last unfinished sweep of the archive with its own plan and seed; its builds are named again with --variant."
  )
  var resume = false

  @Option(help: "Also write one row per sample to this CSV file.", completion: .file(extensions: ["csv"]))
  var csv: String?

  @Option(
    help: "Also write host, plan and samples to this JSON file.", completion: .file(extensions: ["json"]))
  var json: String?

  @Option(
    defaultAsFlag: ReportSession.defaultDirectory,
    help: "Also write a report into this directory (\(ReportSession.defaultDirectory) when none is named).",
    completion: .directory)
  var report: String?

  @Flag(help: "Print the table only.")
  var quiet = false

  @Flag(
    help:
      "Add sizes between those where one primitive overtakes another until each crossover is within a factor of 2."
  )
  var refine = false

  @Option(
    name: .customLong("repeat"),
    help: "Run the whole sweep so often, each with its own seed: replicates for `compare`.")
  var repetitions = 1

  func run() async throws {
    let session = try SweepSession(archivePath: archive, isQuiet: quiet)
    guard repetitions >= 1 else { throw UsageError.below("--repeat", repetitions, least: 1) }
    guard repetitions == 1 || !resume else { throw UsageError.repeatWithResume }
    // Told now, not after an hour of measuring.
    try files.check()
    let request = resume ? nil : try request()
    for repetition in 0..<repetitions {
      try await run(session, request, repetition: UInt64(repetition))
    }
  }

  private func run(_ session: SweepSession, _ request: SweepRequest?, repetition: UInt64) async throws {
    var sweep: SweepSession.Begun
    if var request {
      request.seed &+= repetition
      sweep = try await session.begin(request)
    } else {
      sweep = try await session.resume(
        isPlain: axes.isEmpty && timing.isEmpty && options.isEmpty && instruments.isEmpty && seed == nil,
        named: axes.variant.map(\.variant))
    }
    try await session.run(&sweep)
    if refine { try await session.refine(&sweep) }
    let isSound = try await session.conclude(sweep, SweepOutputs(csv: csv, json: json, report: report))
    if !isSound { throw ExitCode(1) }
  }

  private var files: CommandFiles {
    var files = CommandFiles()
    files.archive(archive, isWritten: true)
    if let like = axes.like { files.input(like, option: "--like") }
    for variant in axes.variant { files.input(variant.variant.path, option: "--variant") }
    if let csv { files.output(csv, option: "--csv") }
    if let json { files.output(json, option: "--json") }
    if let report { files.report(report, option: "--report") }
    return files
  }

  private func request() throws -> SweepRequest {
    var request = try Presets.request(named: preset)
    try axes.apply(to: &request)
    options.apply(to: &request.options)
    request.congestionIsTyped = options.sockets.congestion != nil
    try timing.apply(to: &request)
    request.instruments = try instruments.instruments()
    request.makesLedgers = instruments.ledger != .off
    request.seed = seed ?? .random(in: .min ... .max)
    return request
  }
}
