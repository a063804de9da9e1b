import Analysis
import Archive
import Foundation
import Lab
import Processes
import Records
import Wire

/// One `sweep` command from plan to table: the steps in order, each done elsewhere.
package struct SweepSession {
  let archivePath: String
  let worker: String
  let tools: String
  let isQuiet: Bool

  /// With the worker and the tools of this installation.
  ///
  /// - Throws: `OperationError` when there is no worker, or it is not to be trusted.
  package init(archivePath: String, isQuiet: Bool) throws {
    self.init(
      archivePath: archivePath, worker: try Installation.worker(), tools: Installation.tools(),
      isQuiet: isQuiet)
  }

  init(archivePath: String, worker: String, tools: String, isQuiet: Bool) {
    self.archivePath = archivePath
    self.worker = worker
    self.tools = tools
    self.isQuiet = isQuiet
  }

  /// A sweep that is in the archive and can be run.
  package struct Begun {
    package var sweep: Sweep
    var archive: SampleArchive
    /// What stands of its links already.
    var links: LinkPool
    var silent: Set<String>
    /// Its samples so far; nil while only the archive knows them.
    var history: SampleHistory?
    /// From when the budget counts, refinements included.
    let began = ContinuousClock.now
  }

  /// Checks the request, opens the archive, stores the plan.
  package func begin(_ typed: SweepRequest) async throws -> Begun {
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
      senders: description.senders, receivers: description.receivers, version: copycostVersion,
      command: Self.commandLine,
      caveats: SweepCaveats.of(plan, cpus: cpus, host: description.host) + fallback + replaced)
    sweep.host.facts += linkFacts
    sweep.host.facts += try await PeerVersions.facts(for: plan, tools: tools)
    try archive.register(
      description.metrics + (plan.instruments?.events ?? []).map { Instruments.metric(ofEvent: $0) })
    sweep.id = try archive.begin(sweep)
    announce(sweep, verb: "sweep", notes: [footprints.note].compactMap(\.self))
    return Begun(
      sweep: sweep, archive: archive, links: links, silent: Self.silent(description), history: SampleHistory()
    )
  }

  /// Takes up the last unfinished sweep of the archive.
  ///
  /// - Parameter isPlain: whether nothing was typed that belongs to the plan, which is the archive's.
  /// - Parameter named: builds that were typed, which the plan's are held against.
  package func resume(isPlain: Bool, named: [Plan.Variant] = []) async throws -> Begun {
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
  package func run(_ begun: inout Begun) async throws {
    let progress = ProgressLine(
      isQuiet: isQuiet,
      mayEndEarly: begun.sweep.plan.repetition.endsByItself)
    defer { progress.finish() }
    do {
      begun.history = try await Interruption.cancelling { [begun] in
        try await take(begun) { progress.show($0) }
      }
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
  @discardableResult
  package func take(
    _ begun: Begun, watch: @escaping @Sendable (SweepEvent) -> Void
  ) async throws -> SampleHistory {
    let runner = SweepRunner(
      sweep: begun.sweep.id, plan: begun.sweep.plan, archive: begun.archive, links: begun.links,
      workerPath: worker, toolsDirectory: tools, silent: begun.silent, began: begun.began,
      history: begun.history, watch: watch)
    return try await runner.run()
  }

  /// Adds sizes around each crossover of goodput and measures them, until none is worth adding or the
  /// budget is spent.
  package func refine(_ begun: inout Begun) async throws {
    for _ in 0..<Refinement.mostSteps {
      let added = Refinement.cells(findings(begun), plan: begun.sweep.plan)
      guard !added.isEmpty else { return }
      guard begun.sweep.plan.repetition.budgetLeft(since: begun.began) != .zero else {
        say("\(added.count) more cells would narrow crossovers down, but the budget is spent")
        return
      }
      begun.sweep.plan.refinements.append(added)
      try begun.archive.extend(begun.sweep.plan, sweep: begun.sweep.id)
      let sizes = Set(added.map { MessageSize($0.messageBytes) }).sorted().map(\.description)
      if !isQuiet { say("refining at \(sizes.joined(separator: ", ")): \(added.count) cells") }
      try await run(&begun)
    }
  }

  /// What the samples so far say, which are read from nowhere.
  private func findings(_ begun: Begun) -> SweepFindings {
    let table = SampleTable(begun.history?.samples ?? SampleHistory().samples)
    return SweepFindings(table, plan: begun.sweep.plan, sweep: begun.sweep.id)
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
