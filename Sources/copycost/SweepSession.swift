import Analysis
import Archive
import ArgumentParser
import Foundation
import Lab
import Records
import Report
import Wire

/// One `sweep` command from plan to table: the steps in order, each done elsewhere.
struct SweepSession {
  let archivePath: String
  let worker: String
  let tools: String
  let isQuiet: Bool

  /// A sweep that is in the archive and can be run.
  struct Begun {
    var sweep: Sweep
    var archive: SampleArchive
    /// What stands of its links already.
    var links: LinkPool
    var silent: Set<String>
    /// From when the budget counts, refinements included.
    let began = ContinuousClock.now
  }

  /// Checks the request, opens the archive, stores the plan.
  func begin(_ typed: SweepRequest) async throws -> Begun {
    let links = LinkPool(worker: worker)
    do {
      return try await begin(typed, links)
    } catch {
      await links.closeAll()
      throw error
    }
  }

  private func begin(_ typed: SweepRequest, _ links: LinkPool) async throws -> Begun {
    let meeting = try await LocalWorker.meet(path: worker)
    let (description, cpus) = (meeting.description, meeting.hello.cpus.count)
    var request = typed
    let fallback = try await AutomaticLink.resolve(&request.links, pool: links)
    let replaced = CongestionChoice.resolve(
      &request.options, isTyped: request.congestionIsTyped, links: request.links, host: description.host)
    let footprints = try FootprintChoice(request.footprints, host: description.host)
    request.footprintBytes = footprints.bytes
    var plan = try PlanBuilder(description: description, cpus: cpus).plan(request)
    let linkFacts = await LinkFacts.read(
      Set(plan.cells.map(\.link)).sorted(), pool: links, worker: worker)
    plan = try SocketBufferChoice.granted(plan, HostFacts(facts: description.host.facts + linkFacts))
    try FootprintChoice.check(plan, host: description.host)
    try PlanLimits(plan).check(archive: archivePath)
    try await VariantCheck(plan, worker: worker, known: meeting).run()
    let archive = try SampleArchive(creatingOrOpening: archivePath)
    var sweep = Sweep(
      startedAtUnixNanoseconds: WallClock.unixNanoseconds(), plan: plan, host: description.host,
      version: copycostVersion, command: Self.commandLine,
      caveats: SweepCaveats.of(plan, cpus: cpus, host: description.host) + fallback + replaced)
    sweep.host.facts += linkFacts
    sweep.host.facts += try await PeerVersions.facts(for: plan, tools: tools)
    try archive.register(
      description.metrics + (plan.instruments?.events ?? []).map { Instruments.metric(ofEvent: $0) })
    sweep.id = try archive.begin(sweep)
    announce(sweep, verb: "sweep", notes: [footprints.note].compactMap(\.self))
    return Begun(sweep: sweep, archive: archive, links: links, silent: Self.silent(description))
  }

  /// Takes up the last unfinished sweep of the archive.
  ///
  /// - Parameter isPlain: whether nothing was typed that belongs to the plan, which is the archive's.
  /// - Parameter named: builds that were typed, which the plan's are held against.
  func resume(isPlain: Bool, named: [Plan.Variant] = []) async throws -> Begun {
    guard isPlain else {
      throw UsageError.resumeWithPlan
    }
    guard FileManager.default.fileExists(atPath: archivePath) else {
      throw UsageError.noArchive(archivePath)
    }
    let archive = try SampleArchive(creatingOrOpening: archivePath)
    guard let sweep = try archive.unfinishedSweep() else {
      throw UsageError.nothingToResume(archive: archivePath)
    }
    let workers = ResumedWorkers(plan: sweep.plan, installed: worker, named: named)
    try workers.check(archive: archivePath)
    let meeting = try await LocalWorker.meet(path: worker)
    try await VariantCheck(sweep.plan, worker: worker, known: meeting).run()
    try FootprintChoice.check(sweep.plan, host: meeting.description.host)
    try PlanLimits(sweep.plan, taken: try archive.sampleCount(sweep: sweep.id)).check(archive: archivePath)
    _ = try await PeerVersions.facts(for: sweep.plan, tools: tools)
    announce(sweep, verb: "resuming sweep", notes: workers.lines)
    return Begun(
      sweep: sweep, archive: archive, links: LinkPool(worker: worker),
      silent: Self.silent(meeting.description))
  }

  /// Takes the samples; Ctrl-C ends it with all finished ones kept.
  func run(_ begun: Begun) async throws {
    let progress = ProgressLine(
      isQuiet: isQuiet,
      mayEndEarly: begun.sweep.plan.repetition.endsByItself)
    defer { progress.finish() }
    do {
      try await Interruption.cancelling { try await take(begun) { progress.show($0) } }
    } catch is CancellationError {
      try checkStored(begun)
      let kept = try begun.archive.sampleCount(sweep: begun.sweep.id)
      throw OperationError(
        "interrupted", effect: "the \(kept) finished samples are in \(archivePath)",
        remedy: "Continue with `copycost sweep --resume --archive \(archivePath)`")
    }
  }

  /// Takes the samples and makes the ledgers that are missing.
  ///
  /// - Throws: `CancellationError` when it is cancelled, `OperationError` when the archive cannot be written.
  func take(_ begun: Begun, watch: @escaping @Sendable (SweepEvent) -> Void) async throws {
    let runner = SweepRunner(
      sweep: begun.sweep.id, plan: begun.sweep.plan, archive: begun.archive, links: begun.links,
      workerPath: worker, toolsDirectory: tools, silent: begun.silent, began: begun.began, watch: watch)
    try await runner.run()
  }

  /// Reads the sweep back from the file at the archive's path.
  ///
  /// - Throws: `OperationError` when it is not there, or not all of it.
  func checkStored(_ begun: Begun) throws {
    try begun.archive.checkStored(sweep: begun.sweep.id)
  }

  /// - Throws: `OperationError` when every sample was lost: a sweep without a figure has failed.
  func checkOutcome(_ begun: Begun) throws {
    var lost = 0
    var cause: String?
    var measured = false
    try begun.archive.forEachSample(sweep: begun.sweep.id) { sample in
      measured = measured || sample.failure == nil
      lost += sample.failure == nil ? 0 : 1
      cause = cause ?? sample.failure
    }
    guard !measured, let cause else { return }
    throw OperationError(
      "all \(lost) samples were lost, the first one by: \(cause)", effect: "there is nothing to compare",
      remedy: "Remove the cause and run the sweep again")
  }

  /// Writes the files that were asked for beside the archive.
  func write(_ begun: Begun, csv: String?, json: String?) throws {
    let files: [(any Exporter.Type, String?)] = [(CSVExporter.self, csv), (JSONExporter.self, json)]
    for case (let format, let path?) in files {
      try ExportFile.write(Export.source(begun.archive, sweep: begun.sweep.id), as: format, to: path)
    }
  }

  /// Adds sizes around each crossover of goodput and measures them, until none is worth adding or the
  /// budget is spent.
  func refine(_ begun: inout Begun) async throws {
    for _ in 0..<Refinement.mostSteps {
      let added = Refinement.cells(try findings(begun), plan: begun.sweep.plan)
      guard !added.isEmpty else { return }
      guard begun.sweep.plan.repetition.budgetLeft(since: begun.began) != .zero else {
        say("\(added.count) more cells would narrow crossovers down, but the budget is spent")
        return
      }
      begun.sweep.plan.refinements.append(added)
      try begun.archive.extend(begun.sweep.plan, sweep: begun.sweep.id)
      let sizes = Set(added.map { MessageSize($0.messageBytes) }).sorted().map(\.description)
      if !isQuiet { say("refining at \(sizes.joined(separator: ", ")): \(added.count) cells") }
      try await run(begun)
    }
  }

  /// Writes the report of the sweep; answers the path of its page.
  func report(_ begun: Begun, into directory: String) async throws -> String {
    let source = try Export.source(begun.archive, sweep: begun.sweep.id)
    return try await ReportSession(source: source, output: ReportDirectory(directory)).write()
  }

  /// The summary table and what the samples decide; false when a self-check is above its nominal rate.
  @discardableResult
  func printSummary(_ begun: Begun) throws -> Bool {
    guard let sweep = try begun.archive.sweep(begun.sweep.id) else { return true }
    let result = try SweepResult(begun.archive, sweep: sweep)
    Screen.show(result.text())
    if sweep.plan.instruments?.profile == true {
      try printProfile(begun.archive, sweep, sweep.plan.allCells.filter { !TwinCells.isTwin($0) })
    }
    return result.selfCheck?.isWithinNominal ?? true
  }

  private func findings(_ begun: Begun) throws -> SweepFindings {
    try SweepResult(begun.archive, sweep: begun.sweep).findings
  }

  /// Who used the CPUs, and for what.
  private func printProfile(_ archive: SampleArchive, _ sweep: Sweep, _ cells: [Cell]) throws {
    var samples: [Sample] = []
    try archive.forEachSample(sweep: sweep.id) { sample in
      var sample = sample
      sample.slices = []
      samples.append(sample)
    }
    let accounting = sweep.host["kernel.cpu_accounting"].map { mode in
      "\(mode), irq time accounting \(sweep.host["kernel.irq_time_accounting"] ?? "unknown")"
    }
    Screen.show("\n" + AttributionTable(samples, cells: cells, accounting: accounting).text())
    Screen.show(
      ProfileTable(samples, cells: cells, kernel: sweep.host["kernel.release"]).text(), terminator: "")
  }

  private func announce(_ sweep: Sweep, verb: String, notes: [String] = []) {
    guard !isQuiet else { return }
    let plan = sweep.plan
    let links = Set(plan.cells.map(\.link)).sorted().joined(separator: ", ")
    let twins = plan.cells.count(where: TwinCells.isTwin)
    let cells = "\(plan.cells.count - twins) cells" + (twins > 0 ? " and \(twins) A/A twins" : "")
    say(
      "\(verb) \(sweep.id): \(cells) x \(plan.rounds) rounds over \(links), about "
        + "\(ProgressLine.text(PlanDuration.estimate(plan))), seed \(plan.seed), into \(archivePath)")
    for note in notes { say("note: \(note)") }
    for caveat in sweep.caveats { say("note: \(caveat.sentence.rendered)") }
  }

  private func say(_ line: String) {
    Screen.note("\(line)\n")
  }

  private static func silent(_ description: WorkerDescription) -> Set<String> {
    Set(description.senders.filter(\.movesNothing).map(\.name))
  }

  /// The command as typed, quoted where a shell needs it.
  private static var commandLine: String {
    (["copycost"] + CommandLine.arguments.dropFirst()).map(ShellWord.quoted).joined(separator: " ")
  }
}
